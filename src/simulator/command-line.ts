import { type Simulator, startSimulator } from './simulator.js';

/** The port of a simulator that runs alone and was told no other. */
const defaultPort = 4010;

/**
 * Runs a simulator alone and tells how to use it.
 *
 * @param args what follows the program's name: nothing, or a port
 * @throws an error for people, when the arguments make no sense or the port is taken
 */
export async function runCommand(args: readonly string[], print: (text: string) => void): Promise<Simulator> {
  const port = readPort(args);
  const simulator = await startSimulator({ port }).catch((error: unknown) => {
    throw isTaken(error) ? new Error(`Port ${port} is taken. Name another: npm run simulator -- ${port + 1}`) : error;
  });
  print(introduce(simulator));
  return simulator;
}

function readPort(args: readonly string[]): number {
  const [given = String(defaultPort), ...more] = args;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : NaN;
  if (more.length > 0 || !(port <= 65_535)) {
    throw new Error(`"${args.join(' ')}" is no port. Give one whole number from 0 (any free port) to 65535.`);
  }
  return port;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function introduce({ url, apiKey, secretKey }: Simulator): string {
  return `The iyzico simulator listens on ${url}; open it to see what it knows.

  API key     ${apiKey}
  secret key  ${secretKey}

Run the server against it:

  IYZICO_BASE_URL=${url} IYZICO_API_KEY=${apiKey} IYZICO_SECRET_KEY=${secretKey} npm start

Ctrl+C ends it.
`;
}
