import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { maxBodyBytes } from '../intake/limits.js';
import { type BodyBudget, readBody } from './read-body.js';

function createRequest(...chunks: readonly Buffer[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  for (const chunk of chunks) request.push(chunk);
  request.push(null);
  return request;
}

const createBudget = (): BodyBudget => ({ maxBytes: 100_000_000, heldBytes: 0 });

async function end(request: IncomingMessage): Promise<void> {
  request.resume();
  request.destroy();
  await turn();
}

test('what a body holds stays counted, once, until it is given back', async () => {
  const budget = createBudget();
  const request = createRequest(Buffer.from('ab'), Buffer.from('c'));
  expect(await readBody(request, budget)).toEqual({ ok: true, bytes: Buffer.from('abc') });
  await end(request);
  expect(budget.heldBytes).toBe(3);
});

test('a body that is refused or that does not come to its end is given back once', async () => {
  const budget = createBudget();
  const large = createRequest(Buffer.alloc(maxBodyBytes), Buffer.alloc(1));
  expect(await readBody(large, budget)).toMatchObject({ ok: false, reason: 'BodyTooLarge' });
  await end(large);
  const many = createRequest(Buffer.alloc(10));
  expect(await readBody(many, { maxBytes: 9, heldBytes: 0 })).toMatchObject({ ok: false, reason: 'Busy' });
  const broken = new IncomingMessage(new Socket());
  broken.push(Buffer.alloc(10));
  const read = readBody(broken, budget);
  await turn();
  broken.destroy();
  expect(await read).toBeUndefined();
  expect(budget.heldBytes).toBe(0);
});
