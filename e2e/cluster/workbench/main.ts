// What stands outside of Dogwatch, as one pod: Datadog (8126), a collector of traces (4318), and callers that are told over HTTP
// (8080) what to do:
//   GET /spans                       all spans that were received
//   POST /loads {kind, ...}          starts a load and gives its id
//   DELETE /loads/ID                 stops it and gives what became of it
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { startOtlpReceiver } from '@dogwatch/testing';
import { type Load, type LoadOrder, startLoad } from './loads.ts';

const host = '0.0.0.0';
const datadog = await startDatadogSimulator({ host, port: 8126 });
const collector = await startOtlpReceiver({ host, port: 4318, maxSpans: 20_000 });
const loads = new Map<string, Load>();

async function start(request: IncomingMessage): Promise<unknown> {
  const order = (await json(request)) as LoadOrder;
  const id = `load-${loads.size}`;
  loads.set(id, startLoad(order, id, datadog));
  return { id };
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const [, place, id = ''] = (request.url ?? '').split('/');
  if (request.method === 'POST' && place === 'loads') return start(request);
  if (request.method === 'DELETE' && place === 'loads') return loads.get(id)?.stop();
  return place === 'spans' ? collector.spans() : 'fine';
}

// times of spans are big integers
function toText(body: unknown): string {
  return JSON.stringify(body ?? null, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const text = toText(await answer(request));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

const control = createServer((request, response) => void respond(request, response));
control.listen(8080, host);
process.once('SIGTERM', () => process.exit(0));
