// Loaded with `--import` before the server. It counts what the process loads and what its requests use, and reports
// that to the parent process.
import { createHook } from 'node:async_hooks';
import { Session } from 'node:inspector/promises';

/** Mean bytes between two samples of the heap profiler. */
const SAMPLING_INTERVAL = 4096;

const session = new Session();
session.connect();

/** The code that was loaded so far, in characters by URL. Node's own modules do not count. */
const loaded = new Map();
session.on('Debugger.scriptParsed', ({ params: { url, length } }) => {
  if (url.startsWith('file:')) loaded.set(url, length);
});
await session.post('Debugger.enable');

const created = { promises: 0, timers: 0 };
const hook = createHook({
  init(_, type) {
    if (type === 'PROMISE') created.promises++;
    if (type === 'Timeout' || type === 'Immediate') created.timers++;
  },
});

const commands = {
  async loaded() {
    // It would slow down what is measured next.
    await session.post('Debugger.disable');
    const ownFile = import.meta.url;
    const files = [...loaded].filter(([url]) => url !== ownFile);
    return { files: files.map(([url]) => url), characters: files.reduce((sum, [, length]) => sum + length, 0) };
  },
  countCreated() {
    Object.assign(created, { promises: 0, timers: 0 });
    hook.enable();
  },
  created() {
    hook.disable();
    return { ...created };
  },
  async sampleHeap() {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: SAMPLING_INTERVAL,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  },
  async allocated() {
    const { profile } = await session.post('HeapProfiler.stopSampling');
    return profile.samples.reduce((sum, { size, count = 1 }) => sum + size * count, 0);
  },
};

process.on('message', (command) => {
  void Promise.resolve(commands[command]()).then((answer) => process.send(answer ?? null));
});
process.channel.unref();
