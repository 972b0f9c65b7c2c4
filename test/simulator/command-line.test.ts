import { runCommand } from '../../src/simulator/command-line.js';
import { startSimulator } from '../../src/simulator/index.js';

const printed: string[] = [];
const print = (text: string): void => {
  printed.push(text);
};
beforeEach(() => {
  printed.length = 0;
});

test('the command prints the address, the keys, and how to start a server against the simulator', async () => {
  const simulator = await runCommand(['0'], print);
  const { url, apiKey, secretKey } = simulator;
  expect((await fetch(url)).status).toBe(200);
  for (const expected of [
    url,
    apiKey,
    secretKey,
    `IYZICO_BASE_URL=${url} IYZICO_API_KEY=${apiKey} IYZICO_SECRET_KEY=${secretKey} AUTH=none npm start`,
  ]) {
    expect(printed.join('')).toContain(expected);
  }
  await simulator.close();
});

test.each([['x'], ['-1'], ['65536'], ['4010.5'], ['1e3'], [''], ['4010', '4011']])(
  'arguments that are not a port are refused with a message for people: %j',
  async (...args) => {
    await expect(runCommand(args, print)).rejects.toThrow(`"${args.join(' ')}" is not a port.`);
    expect(printed).toEqual([]);
  },
);

test('a port that is in use is refused with a message for people', async () => {
  const simulator = await startSimulator();
  const { port } = new URL(simulator.url);
  await expect(runCommand([port], print)).rejects.toThrow(`Port ${port} is already in use. Choose another`);
  await simulator.close();
});
