import { type Simulator, startSimulator } from './simulator.js';

const DEFAULT_PORT = 4010;

/**
 * Starts a simulator from the command line and prints how to use it.
 *
 * @param args the arguments after the program's name: none, or a port
 * @throws an error with a message for people when the arguments are invalid or the port is in use
 */
export async function runCommand(args: readonly string[], print: (text: string) => void): Promise<Simulator> {
  const port = readPort(args);
  const simulator = await startSimulator({ port }).catch((error: unknown) => {
    throw isAddressInUse(error)
      ? new Error(`Port ${port} is already in use. Choose another: npm run simulator -- ${port + 1}`)
      : error;
  });
  print(startupText(simulator));
  return simulator;
}

function readPort(args: readonly string[]): number {
  const [given = String(DEFAULT_PORT), ...more] = args;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : NaN;
  if (more.length > 0 || !(port <= 65_535)) {
    throw new Error(`"${args.join(' ')}" is not a port. Use one whole number from 0 (any free port) to 65535.`);
  }
  return port;
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function startupText({ url, apiKey, secretKey }: Simulator): string {
  return `The iyzico simulator listens on ${url}. Open this address to see its services and test data.

  API key     ${apiKey}
  secret key  ${secretKey}

Run the server against it:

  IYZICO_BASE_URL=${url} IYZICO_API_KEY=${apiKey} IYZICO_SECRET_KEY=${secretKey} AUTH=none npm start

Press Ctrl+C to stop it.
`;
}
