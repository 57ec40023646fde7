import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that speaks the protocol by hand, to say what the official one never would. */
export interface RawClient {
  readonly socket: Socket;
  /** Sends text as it is. */
  say(text: string): void;
  /** Waits for the next occurrence and gives everything up to and with it. */
  hear(pattern: RegExp): Promise<string>;
  /** Waits until the server has closed the connection; gives what it had still said. */
  ended(): Promise<string>;
  close(): void;
}

/** Connects and reads the server's INFO. */
export async function startRawClient(port: number, hello = 'CONNECT {"verbose":false}\r\n'): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const hear = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(text);
      if (found !== null) {
        const end = found.index + found[0].length;
        const heard = text.slice(0, end);
        text = text.slice(end);
        return heard;
      }
      if (socket.closed) throw new Error(`the server closed before ${pattern}; it said ${JSON.stringify(text)}`);
      await Promise.race([nextChunk(socket), closed]);
    }
  };
  await hear(/INFO .*\r\n/);
  socket.write(hello);
  return {
    socket,
    say: (line) => socket.write(line, 'latin1'),
    hear,
    async ended() {
      if (!socket.closed) await closed;
      return text;
    },
    close: () => socket.destroy(),
  };
}

function nextChunk(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve());
  });
}
