import { setTimeout } from 'node:timers';
import type { ServerErrorResponse, ServerWritableStream } from '@grpc/grpc-js';

/** What is open for a stream, until closed. */
export type CloseStream = () => void;

/** The streams that are open, within a bound. */
export interface CallStreams {
  /**
   * Keeps a stream open: `start` runs at once, and what it gives runs when the stream is over, whoever ends it. False when there
   * are too many, or none are opened any more.
   */
  open<Response>(call: ServerWritableStream<unknown, Response>, start: () => CloseStream): boolean;
  size(): number;
  /** Ends all streams in good order and opens none any more. */
  endAll(): void;
}

/** How many streams there may be, and for how long. */
export interface CallStreamsOptions {
  readonly maxStreams: number;
  readonly lifetimeMillis: number;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** Streams end within a tenth of their lifetime of each other, so that not all are opened again at once. */
const jitter = 0.1;

/** No streams yet. */
export function createCallStreams({ lifetimeMillis, maxStreams, random }: CallStreamsOptions): CallStreams {
  const open = new Set<() => void>();
  let isEnding = false;
  return {
    open: (call, start) => {
      if (isEnding || open.size >= maxStreams) return false;
      const close = start();
      const end = (): void => void call.end();
      const timer = setTimeout(end, lifetimeMillis * (1 - jitter * random()));
      timer.unref();
      const forget = (): void => {
        if (!open.delete(end)) return;
        clearTimeout(timer);
        close();
      };
      open.add(end);
      for (const event of ['cancelled', 'close', 'error', 'finish']) call.on(event, forget);
      return true;
    },
    size: () => open.size,
    endAll: () => {
      isEnding = true;
      for (const end of open) end();
    },
  };
}

/** Ends a stream with an error. */
export function failStream<Response>(call: ServerWritableStream<unknown, Response>, error: ServerErrorResponse): void {
  call.emit('error', error);
}
