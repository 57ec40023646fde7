import { once } from 'node:events';
import { createServer, request, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { readBody } from './read-body.js';
import { createResponder } from './respond.js';

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const review = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { uid: 'u-1', object: {} },
});

test('a body counts until it is worked on, also when all of it has come', async () => {
  const budget = { maxBytes: 1000, maxTotalBytes: 1000, heldBytes: 0 };
  const held: number[] = [];
  const port = await serve((incoming, response) =>
    readBody(incoming, budget, (_, release) => {
      held.push(budget.heldBytes);
      release();
      release();
      held.push(budget.heldBytes);
      response.end();
    }),
  );
  await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x'.repeat(700) });
  expect(held).toEqual([700, 0]);
});

test('nobody works for a caller who has left', async () => {
  let reviewed = 0;
  const respond = createResponder({
    handlers: new Map([
      [
        '/review',
        () => {
          reviewed += 1;
          return {};
        },
      ],
    ]),
    maxBodyBytes: 1000,
    maxBufferedBytes: 1000,
    onRefused: () => undefined,
  });
  const port = await serve((incoming, response) => {
    respond(incoming, response);
    if (incoming.headers['x-leaves'] !== undefined) incoming.once('end', () => response.destroy());
  });
  const options = { method: 'POST', path: '/review', port, headers: { 'content-type': 'application/json' } };
  const leaving = request({ ...options, headers: { ...options.headers, 'x-leaves': 'yes' } });
  leaving.end(review);
  await once(leaving, 'error');
  expect(reviewed).toBe(0);
  const staying = request(options);
  staying.end(review);
  const [response] = await once(staying, 'response');
  response.resume();
  expect(reviewed).toBe(1);
});
