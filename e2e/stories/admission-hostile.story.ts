import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { type Lab } from '../lab/lab.ts';
import { createPodsWhile } from '../lab/pods.ts';
import { startWebhookLab, type WebhookLab } from '../lab/webhook-lab.ts';

const namespace = 'dogwatch-hostile';
const shop = 'dogwatch-hostile-shop';
const megabyte = 1024 * 1024;
let started: WebhookLab;
let lab: Lab;
let replica: AppProcess;

beforeAll(async () => {
  // a call that fails is then a pod that is refused
  started = await startWebhookLab(namespace, shop, { DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'Fail' });
  ({ lab, replica } = started);
});

afterAll(() => started.stop());

async function residentMegabytes(): Promise<number> {
  const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(await replica.metricsText()) ?? [];
  return Number(bytes) / megabyte;
}

/** Sends a body until it is all sent or the server has closed the connection; gives the first bytes of the answer. */
async function sendBody(announced: number, body: Buffer): Promise<{ socket: TLSSocket; answer: Promise<string> }> {
  const socket = connect({ host: '127.0.0.1', port: replica.ports.http, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer.slice(0, 12))));
  await once(socket, 'secureConnect');
  const head = `POST /injectlib HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${announced}\r\n\r\n`;
  socket.write(head);
  socket.write(body);
  return { socket, answer: ended };
}

test('a hundred large bodies that never end: what does not fit is refused, memory is bounded, and no pod waits', async () => {
  const body = Buffer.alloc(7 * megabyte, 0x20);
  const attack = async (): Promise<readonly string[]> => {
    const sent = await Promise.all(Array.from({ length: 100 }, () => sendBody(8 * megabyte, body)));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await residentMegabytes()).toBeLessThan(600);
    for (const { socket } of sent) socket.destroy();
    return Promise.all(sent.map(({ answer }) => answer));
  };
  const attacked = attack();
  const { created, unmutated, refused } = await createPodsWhile(lab, shop, attacked);
  expect({ unmutated, refused }).toEqual({ unmutated: [], refused: [] });
  expect(created).toBeGreaterThan(10);
  expect(new Set(await attacked)).toContain('HTTP/1.1 503');
});

const sendHuge = async (): Promise<readonly string[]> => {
  const bodies = [...Array.from({ length: 10 }, () => Buffer.alloc(50 * megabyte)), Buffer.alloc(7 * megabyte, '[')];
  const sent = await Promise.all(bodies.map((body) => sendBody(body.length, body)));
  return Promise.all(sent.map(({ answer }) => answer));
};

test('50 MB, and 7 MB of brackets: refused, and pods are changed meanwhile', async () => {
  const attacked = sendHuge();
  const { unmutated, refused } = await createPodsWhile(lab, shop, attacked);
  expect({ unmutated, refused }).toEqual({ unmutated: [], refused: [] });
  // a reset may overtake the answer to a body of which most is still on its way
  expect((await attacked).at(-1)).toBe('HTTP/1.1 400');
  for (const answer of await attacked) expect(['HTTP/1.1 413', 'HTTP/1.1 400', '']).toContain(answer);
  expect(await replica.probe('/livez')).toMatchObject({ status: 200 });
});
