import { runCommand } from '../../src/simulator/command-line.js';
import { startSimulator } from '../../src/simulator/index.js';

const printed: string[] = [];
const print = (text: string): void => {
  printed.push(text);
};
beforeEach(() => {
  printed.length = 0;
});

test('the simulator tells where it listens, its keys, and how a server is started against it', async () => {
  const simulator = await runCommand(['0'], print);
  const { url, apiKey, secretKey } = simulator;
  expect((await fetch(url)).status).toBe(200);
  for (const told of [
    url,
    apiKey,
    secretKey,
    `IYZICO_BASE_URL=${url} IYZICO_API_KEY=${apiKey} IYZICO_SECRET_KEY=${secretKey} npm start`,
  ]) {
    expect(printed.join('')).toContain(told);
  }
  await simulator.close();
});

test.each([['x'], ['-1'], ['65536'], ['4010.5'], ['1e3'], [''], ['4010', '4011']])(
  'arguments that are no port are refused in words: %j',
  async (...args) => {
    await expect(runCommand(args, print)).rejects.toThrow(`"${args.join(' ')}" is no port.`);
    expect(printed).toEqual([]);
  },
);

test('a port that is taken is told', async () => {
  const simulator = await startSimulator();
  const { port } = new URL(simulator.url);
  await expect(runCommand([port], print)).rejects.toThrow(`Port ${port} is taken. Name another`);
  await simulator.close();
});
