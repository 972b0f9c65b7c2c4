import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  builtFile,
  readUntil,
  urlIn,
  type Settings,
  type StartedProcess,
  type StartedProcesses,
} from './started-process.js';

/** The document that the README shows: a payment, its items, the session and the last card. */
const query = readFileSync(new URL('../../schema/operations/payment.graphql', import.meta.url), 'utf8');
const probe = fileURLToPath(new URL('cost-probe.js', import.meta.url));

/** What the code of a started process consists of. */
export interface LoadedCode {
  /** The URLs of the files. */
  readonly files: readonly string[];
  /** The length of all files together. */
  readonly characters: number;
}

/** What one query uses, on average. */
export interface CostOfQuery {
  readonly promises: number;
  /** Timers and immediates. */
  readonly timers: number;
  readonly kilobytes: number;
}

/** A server in a process of its own that counts what it uses. */
export interface CountedServer {
  /** What was loaded until the server was ready. Call it once, before the first query. */
  readonly loaded: () => Promise<LoadedCode>;
  /** Sends the README's query, and returns the answer. */
  readonly ask: (checkoutFormToken: string) => Promise<unknown>;
  /** Sends the query so many times, one after the other, to learn what one of them uses. */
  readonly costOf: (checkoutFormToken: string, queries: number) => Promise<CostOfQuery>;
}

/** Starts a server, which `run` ends after the test. @param headers of each request */
export async function startCountedServer(
  run: StartedProcesses['run'],
  settings: Settings,
  headers: Readonly<Record<string, string>>,
): Promise<CountedServer> {
  const command = [process.execPath, '--import', probe, builtFile('main.js')];
  const server = run(command, ['ignore', 'pipe', 'ignore', 'ipc'], settings) as StartedProcess;
  const url = urlIn(await readUntil(server.stdout, /^Callers .*\n/m));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (checkoutFormToken: string) => {
    const sent = request(`${url}/graphql`, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    }).end(JSON.stringify({ query, variables: { checkoutFormToken } }));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return JSON.parse(await text(response)) as unknown;
  };
  return {
    ask,
    loaded: () => tell(server, 'loaded') as Promise<LoadedCode>,
    async costOf(checkoutFormToken, queries) {
      const askAll = async () => {
        for (let asked = 0; asked < queries; asked++) await ask(checkoutFormToken);
      };
      await tell(server, 'countCreated');
      await askAll();
      const { promises, timers } = (await tell(server, 'created')) as Omit<CostOfQuery, 'kilobytes'>;
      // Apart from the count, whose hook allocates too.
      await tell(server, 'sampleHeap');
      await askAll();
      const bytes = (await tell(server, 'allocated')) as number;
      return {
        promises: promises / queries,
        timers: timers / queries,
        kilobytes: Math.round(bytes / queries / 1000),
      };
    },
  };
}

async function tell(server: ChildProcess, command: string): Promise<unknown> {
  server.send(command);
  const [answer] = (await once(server, 'message')) as unknown[];
  return answer;
}
