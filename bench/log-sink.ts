import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

// An intake in a process of its own that counts the logs it gets and keeps none of them.
const marker = Buffer.from('"ddsource":"nginx"');
let logs = 0;

function decompress(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  return encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes;
}

function countLogs(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(marker); at >= 0; at = body.indexOf(marker, at + marker.length)) count += 1;
  return count;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = decompress(await buffer(request), request.headers['content-encoding']);
  logs += countLogs(body);
  response.writeHead(request.method === 'POST' ? 202 : 200, { 'content-type': 'application/json' });
  response.end(request.method === 'POST' ? '{}' : String(logs));
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  process.send?.({ url: `http://127.0.0.1:${address.port}` });
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
