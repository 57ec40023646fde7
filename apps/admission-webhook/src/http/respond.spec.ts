import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestWebhook, type TestWebhook, toReview } from '../testing/start-webhook.js';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const labels = { 'admission.datadoghq.com/enabled': 'true' };
const pod = { metadata: { name: 'web', labels }, spec: { containers: [{ name: 'app' }] } };

let webhook: TestWebhook;

beforeAll(async () => {
  webhook = await startTestWebhook();
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
});

afterAll(() => webhook.stop());

function post(body: string | Buffer, contentType?: string): Promise<number> {
  const request = contentType === undefined ? { body } : { body, contentType };
  return webhook.send('/injectconfig', request).then(({ code }) => code);
}

describe('what is no review is refused', () => {
  test('by path and method', async () => {
    const body = JSON.stringify(toReview(pod));
    await expect(webhook.send('/nothing', { body })).resolves.toMatchObject({ code: 404 });
    const get = await webhook.send('/injectconfig', { method: 'GET' });
    expect(get).toMatchObject({ code: 405, headers: { allow: 'POST' } });
  });

  test('by content type, of which only the media type counts', async () => {
    const body = JSON.stringify(toReview(pod));
    await expect(post(body, 'text/plain')).resolves.toBe(400);
    await expect(post(body, '')).resolves.toBe(400);
    await expect(post(body, 'Application/JSON; charset=utf-8')).resolves.toBe(200);
  });

  test.each([
    ['no JSON', '{nope'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another kind', JSON.stringify({ ...toReview(pod), kind: 'Pod' })],
    ['another version', JSON.stringify({ ...toReview(pod), apiVersion: 'admission.k8s.io/v2' })],
    ['no request', JSON.stringify({ ...toReview(pod), request: null })],
    ['no uid', JSON.stringify(toReview(pod, { uid: 7 }))],
    [
      'a prototype instead of a request',
      '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","__proto__":{}}',
    ],
    ['deep lists', '['.repeat(100_000)],
  ])('by its body: %s', async (_, body) => {
    await expect(post(body)).resolves.toBe(400);
  });

  test('by its size', async () => {
    await expect(post(Buffer.alloc(50 * 1024 * 1024, 32))).resolves.toBe(413);
    await expect(post(JSON.stringify(toReview(pod)))).resolves.toBe(200);
  });
});

describe('what is a review is admitted', () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

  test.each([
    ['no pod', { not: 'a pod', spec: 'x' }],
    ['null', null],
    ['a text', 'pod'],
    ['lists for objects', { metadata: [], spec: { containers: {} } }],
    ['numbers for texts', { metadata: { labels: { 'admission.datadoghq.com/enabled': 1 } }, spec: {} }],
    ['containers of any kind', { metadata: { labels }, spec: { containers: [null, 1, 'x', [], {}] } }],
  ])('as it is, and told what is wrong: %s', async (_, object) => {
    const response = await webhook.review('/injectconfig', object);
    expect(response).toMatchObject({ allowed: true, status: { message: expect.stringMatching(/./) } });
    expect(response).not.toHaveProperty('patch');
    expect(response).not.toHaveProperty('patchType');
  });

  test('with keys that mean something to JavaScript', async () => {
    const text = JSON.stringify(toReview(pod)).replace(
      '"containers"',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"containers"',
    );
    const { code, text: answer } = await webhook.send('/injectlib', { body: text });
    expect(code).toBe(200);
    expect(JSON.parse(answer)).toMatchObject({ response: { allowed: true } });
    expect({}).not.toHaveProperty('polluted');
  });

  test('however deep it is', async () => {
    const body = JSON.stringify(toReview(pod)).replace('"name":"app"', `"name":"app","deep":${deep}`);
    const { code, text } = await webhook.send('/injectlib', { body });
    expect(code).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ response: { allowed: true } });
  });

  test('in the version of the question', async () => {
    const body = JSON.stringify({ ...toReview(pod), apiVersion: 'admission.k8s.io/v1beta1' });
    const { text } = await webhook.send('/injectconfig', { body });
    expect(JSON.parse(text)).toMatchObject({ apiVersion: 'admission.k8s.io/v1beta1', response: { uid: 'u-1' } });
  });

  test('without a patch when nothing changes', async () => {
    const response = await webhook.review('/injecttags', pod);
    expect(response).toEqual({ uid: 'u-1', allowed: true });
  });
});
