import { writeSync } from 'node:fs';

/** So many bytes of lines wait while a pipe is full. Further lines are dropped. */
const MAX_WAITING_BYTES = 256 * 1024;
/** How often waiting lines are tried again if no new line comes. */
const RETRY_INTERVAL_MS = 50;
/** How long the exit of the process may wait for a slow reader. */
const MAX_EXIT_DELAY_MS = 500;
const EXIT_RETRY_INTERVAL_MS = 10;

/** Writes lines to standard output or standard error. */
export interface LineOutput {
  /** Writes a line, or drops it. It never throws and never waits, except for the disk that a file is on. */
  write(line: string): void;
  /**
   * Writes a line when the current turn of the event loop ends, in one system call with the other lines of the turn. It
   * keeps its place before later lines, and is written too if the process exits first.
   */
  writeSoon(line: string): void;
  /** How many lines were dropped so far. */
  readonly dropped: () => number;
}

/**
 * Opens standard output (1) or standard error (2). A line that cannot be written is dropped: a full disk, a closed pipe
 * or a reader that hangs must not stop the process. When the process exits, it waits shortly for a slow reader.
 */
export function openLineOutput(fd: 1 | 2): LineOutput {
  const stream = fd === 1 ? process.stdout : process.stderr;
  // Node made the stream's pipe or socket non-blocking. So a full one refuses a line, where it would halt the process.
  stream.on('error', () => undefined);
  const queue = new LineQueue((bytes) => writeSync(fd, bytes));
  process.once('exit', () => {
    waitFor(queue);
  });
  return {
    write: (line) => {
      queue.write(line);
    },
    writeSoon: (line) => {
      queue.writeSoon(line);
    },
    dropped: () => queue.dropped,
  };
}

/** Lines on their way to a function that may write only a part, or throw. */
export class LineQueue {
  #lines: Buffer[] = [];
  #bytes = 0;
  /** Whether a part of the first line is written. Then the rest must follow before any other line. */
  #isFirstBegun = false;
  #dropped = 0;
  #retry: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;

  /** @param writeSome writes the start of the bytes and returns how many. The error EAGAIN means: later. */
  constructor(private readonly writeSome: (bytes: Buffer) => number) {}

  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    this.#add(line);
    this.writeWaiting();
  }

  writeSoon(line: string): void {
    this.#add(line);
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.writeWaiting();
    });
  }

  #add(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#bytes + bytes.length > MAX_WAITING_BYTES) this.writeWaiting();
    if (this.#bytes + bytes.length > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#lines.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Writes the waiting lines. @returns whether some still wait, because the reader is slow */
  writeWaiting(): boolean {
    try {
      while (this.#lines.length > 0) this.#advance(this.writeSome(Buffer.concat(this.#lines)));
    } catch (error) {
      if (isBusy(error)) {
        this.#retryLater();
        return true;
      }
      this.#dropLines();
    }
    return false;
  }

  #advance(written: number): void {
    this.#bytes -= written;
    let [whole, left] = [0, written];
    for (let line = this.#lines[0]; line !== undefined && left >= line.length; line = this.#lines[++whole]) {
      left -= line.length;
    }
    this.#lines.splice(0, whole);
    // A write of nothing leaves a line as it was: begun or not.
    if (written > 0) this.#isFirstBegun = left > 0;
    if (this.#lines[0] !== undefined) this.#lines[0] = this.#lines[0].subarray(left);
  }

  #dropLines(): void {
    const kept = this.#lines.slice(0, this.#isFirstBegun ? 1 : 0);
    this.#dropped += this.#lines.length - kept.length;
    this.#lines = kept;
    this.#bytes = kept[0]?.length ?? 0;
  }

  #retryLater(): void {
    // The timer does not keep the process alive.
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.writeWaiting();
    }, RETRY_INTERVAL_MS).unref();
  }
}

/** Waits without the event loop, which has ended when the process exits. */
function waitFor(queue: LineQueue): void {
  const end = performance.now() + MAX_EXIT_DELAY_MS;
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  while (queue.writeWaiting() && performance.now() < end) Atomics.wait(nobodyWakes, 0, 0, EXIT_RETRY_INTERVAL_MS);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}
