import type { Socket } from 'node:net';

/** What waits to be written to one client; bounded. */
export interface Outgoing {
  /** Adds bytes to the next write. False when more than the bound would wait: the client is too slow. */
  add(...chunks: readonly Buffer[]): boolean;
  /** Writes everything that waits in one go. */
  flush(): void;
}

/** Collects what is sent to a client until `flush`, so that many small messages cost one write. */
export function createOutgoing(socket: Socket, maxPendingBytes: number): Outgoing {
  let waiting: Buffer[] = [];
  let bytes = 0;
  return {
    add(...chunks) {
      for (const chunk of chunks) {
        waiting.push(chunk);
        bytes += chunk.length;
      }
      return bytes + socket.writableLength <= maxPendingBytes;
    },
    flush() {
      if (bytes === 0) return;
      const [first = Buffer.alloc(0)] = waiting;
      const whole = waiting.length === 1 ? first : Buffer.concat(waiting, bytes);
      waiting = [];
      bytes = 0;
      if (socket.writable) socket.write(whole);
    },
  };
}
