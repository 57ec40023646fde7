import { type ClientCommand, type PublishCommand, type PublishHeader, readCommand } from './read-command.js';

/** Bounds of what one client may send at once. */
export interface ProtocolLimits {
  readonly maxControlLineBytes: number;
  readonly maxPayloadBytes: number;
}

/** Decodes a byte stream that may be cut anywhere. */
export interface ProtocolParser {
  /** Hands each whole command over; the result is the text of a fatal error, after which the parser must not be used. */
  push(chunk: Buffer): string | undefined;
}

interface Taken<T> {
  /** Where the rest of the chunk starts. */
  readonly next: number;
  /** What is complete now; undefined when more bytes are needed. */
  readonly whole?: T;
}

const lineFeed = 10;
const carriageReturn = 13;
const unknownOperation = 'Unknown Protocol Operation';

/**
 * A parser of the client side of the NATS protocol (docs.nats.io, "Client Protocol"). Keeps at most one control line or one
 * payload. `handle` may end the stream by returning the text of a fatal error.
 */
export function createProtocolParser(
  limits: ProtocolLimits,
  handle: (command: ClientCommand) => string | undefined,
): ProtocolParser {
  const lines = createLineCollector(limits.maxControlLineBytes);
  const payloads = createPayloadCollector();
  let announced: PublishHeader | undefined;

  const takeLine = (text: string): string | undefined => {
    const read = readCommand(text);
    if (read === undefined) return unknownOperation;
    if (!('bytes' in read)) return handle(read);
    if (read.bytes > limits.maxPayloadBytes) return 'Maximum Payload Violation';
    announced = read;
    payloads.expect(read.bytes);
    return undefined;
  };

  const step = (chunk: Buffer, at: number): Taken<never> | string => {
    if (announced !== undefined) {
      const { next, whole } = payloads.take(chunk, at);
      if (whole === undefined) return { next };
      const message = toPublish(announced, whole);
      announced = undefined;
      return (message === undefined ? unknownOperation : handle(message)) ?? { next };
    }
    const taken = lines.take(chunk, at);
    if (taken === undefined) return 'maximum control line exceeded';
    return (taken.whole === undefined ? undefined : takeLine(taken.whole)) ?? { next: taken.next };
  };

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        const taken = step(chunk, at);
        if (typeof taken === 'string') return taken;
        at = taken.next;
      }
      return undefined;
    },
  };
}

/** The message of an announcement and its bytes; undefined when they do not end in a line end. */
function toPublish({ subject, reply, headerBytes, bytes }: PublishHeader, whole: Buffer): PublishCommand | undefined {
  if (whole[bytes] !== carriageReturn || whole[bytes + 1] !== lineFeed) return undefined;
  return { op: 'PUB', subject, reply, headerBytes, payload: whole.subarray(0, bytes) };
}

/** Gathers bytes up to a line feed; `take` gives undefined when the line is longer than the bound. */
function createLineCollector(maxBytes: number): { take(chunk: Buffer, at: number): Taken<string> | undefined } {
  let held: Buffer = Buffer.alloc(0);
  return {
    take(chunk, at) {
      const end = chunk.indexOf(lineFeed, at);
      const part = chunk.subarray(at, end < 0 ? chunk.length : end);
      if (held.length + part.length > maxBytes) return undefined;
      // always a copy while it waits, so that a few bytes do not keep a whole chunk alive
      const line = held.length === 0 && end >= 0 ? part : Buffer.concat([held, part]);
      if (end < 0) {
        held = line;
        return { next: chunk.length };
      }
      held = Buffer.alloc(0);
      const length = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
      return { next: end + 1, whole: line.toString('latin1', 0, length) };
    },
  };
}

/** Gathers a payload of known size and its line end, without copying when it comes in one chunk. */
function createPayloadCollector(): { expect(bytes: number): void; take(chunk: Buffer, at: number): Taken<Buffer> } {
  let parts: Buffer[] = [];
  let missing = 0;
  return {
    expect(bytes) {
      missing = bytes + 2;
    },
    take(chunk, at) {
      const part = chunk.subarray(at, at + missing);
      parts.push(part);
      missing -= part.length;
      const next = at + part.length;
      if (missing > 0) return { next };
      const whole = parts.length === 1 ? part : Buffer.concat(parts);
      parts = [];
      return { next, whole };
    },
  };
}
