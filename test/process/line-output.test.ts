import fc from 'fast-check';
import { LineQueue } from '../../src/process/line-output.js';

class SystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A destination that accepts so many bytes and then fails with an error, until it is changed. */
class Destination {
  text = '';
  room = Infinity;
  failure = 'EAGAIN';

  readonly writeSome = (bytes: Buffer): number => {
    if (this.room === 0) throw new SystemError(this.failure);
    const accepted = bytes.subarray(0, this.room);
    this.room -= accepted.length;
    this.text += accepted.toString('latin1');
    return accepted.length;
  };
}

test('while a reader is slow lines wait, and arrive in order and whole when it reads again', () => {
  const destination = new Destination();
  const queue = new LineQueue(destination.writeSome);
  destination.room = 7;
  for (const line of ['first\n', 'second\n', 'third\n']) queue.write(line);
  expect(destination.text).toBe('first\ns');
  destination.room = Infinity;
  queue.writeWaiting();
  expect([destination.text, queue.dropped]).toEqual(['first\nsecond\nthird\n', 0]);
});

test('waiting lines are written soon, without a new line', async () => {
  let calls = 0;
  const text = await new Promise<string>((resolve) => {
    const queue = new LineQueue((bytes) => {
      calls += 1;
      if (calls === 1) throw new SystemError('EAGAIN');
      resolve(bytes.toString());
      return bytes.length;
    });
    queue.write('waiting\n');
  });
  expect(text).toBe('waiting\n');
});

test('lines of one turn of the event loop are one write, in order with the lines that are written at once', async () => {
  const writes: string[] = [];
  const queue = new LineQueue((bytes) => {
    writes.push(bytes.toString());
    return bytes.length;
  });
  queue.writeSoon('first\n');
  queue.writeSoon('second\n');
  expect(writes).toEqual([]);
  await new Promise(setImmediate);
  expect(writes).toEqual(['first\nsecond\n']);
  queue.writeSoon('third\n');
  queue.write('at once\n');
  expect(writes).toEqual(['first\nsecond\n', 'third\nat once\n']);
  await new Promise(setImmediate);
  expect(writes).toHaveLength(2);
});

test('while a reader hangs a limited number of lines waits, and further ones are dropped and counted', () => {
  const destination = new Destination();
  destination.room = 0;
  const queue = new LineQueue(destination.writeSome);
  const line = `${'a'.repeat(1023)}\n`;
  for (let i = 0; i < 300; i++) queue.write(line);
  expect(queue.dropped).toBe(300 - 256);
  destination.room = Infinity;
  queue.write('next\n');
  expect([destination.text.length, destination.text.slice(-6)]).toEqual([256 * 1024 + 5, '\nnext\n']);
});

test.each(['ENOSPC', 'EPIPE', 'EIO'])(
  'after %s lines are dropped and counted, and writing continues later',
  (failure) => {
    const destination = new Destination();
    Object.assign(destination, { room: 0, failure });
    const queue = new LineQueue(destination.writeSome);
    queue.write('lost\n');
    queue.write('lost too\n');
    expect(queue.dropped).toBe(2);
    destination.room = Infinity;
    queue.write('next\n');
    expect(destination.text).toBe('next\n');
  },
);

test('whatever fails and when, only whole lines arrive, and every other line is counted as dropped', () => {
  const step = fc.record({
    room: fc.nat(40),
    failure: fc.constantFrom('EAGAIN', 'ENOSPC'),
    length: fc.nat(20),
    how: fc.constantFrom('write', 'writeSoon'),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const destination = new Destination();
      const queue = new LineQueue(destination.writeSome);
      for (const { room, failure, length, how } of steps) {
        Object.assign(destination, { room, failure });
        queue[how](`${'a'.repeat(length)}b\n`);
      }
      destination.room = Infinity;
      queue.writeWaiting();
      const lines = destination.text.split('\n').slice(0, -1);
      expect(lines.every((line) => /^a*b$/.test(line))).toBe(true);
      expect(lines.length + queue.dropped).toBe(steps.length);
    }),
  );
});
