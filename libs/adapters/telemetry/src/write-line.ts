import { writeSync } from 'node:fs';

const standardOutput = 1;
const patienceMillis = 200;
const pauseMillis = 2;

/**
 * Writes a line to standard output before it returns, so that no line is lost when the process ends. A full pipe is waited for
 * a moment; when nobody reads it (any more), the line is dropped: logging never stops a service.
 */
export function writeLine(line: string): void {
  writeWhole(Buffer.from(line), (bytes) => writeSync(standardOutput, bytes));
}

/** Calls `write`, which returns how many bytes it took, until all are taken, it fails for good, or the patience is over. */
export function writeWhole(bytes: Uint8Array, write: (bytes: Uint8Array) => number): void {
  const deadline = performance.now() + patienceMillis;
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(write(rest));
    } catch (error) {
      if (!isFullPipe(error) || performance.now() > deadline) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMillis);
    }
  }
}

function isFullPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
