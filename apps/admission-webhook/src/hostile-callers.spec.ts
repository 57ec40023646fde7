import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestWebhook, type TestWebhook, toReview } from './testing/start-webhook.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 20_000 });

const labels = { 'admission.datadoghq.com/enabled': 'true' };
const pod = { metadata: { name: 'web', labels }, spec: { containers: [{ name: 'app' }] } };
const path = '/injectconfig';

let webhook: TestWebhook;

beforeAll(async () => {
  webhook = await startTestWebhook();
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
});

afterAll(async () => {
  // whatever was sent, an API server is still answered
  expect(await webhook.review(path, pod)).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
  await webhook.stop();
});

function open(options: ConnectionOptions = {}): TLSSocket {
  const socket = connect({
    host: '127.0.0.1',
    port: webhook.service.ports.http,
    rejectUnauthorized: false,
    ...options,
  });
  socket.on('error', () => undefined);
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('latin1');
}

/** Sends bytes as they are and gives back all that is answered until the server closes the connection. */
function sendRaw(bytes: string | Buffer, options: ConnectionOptions = {}): Promise<string> {
  const socket = open(options);
  socket.write(bytes);
  return readAll(socket);
}

const head = (...lines: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');

describe('what is no HTTP', () => {
  test('garbage instead of TLS costs the connection', async () => {
    const socket = connectPlain(webhook.service.ports.http ?? 0, '127.0.0.1');
    socket.write(Buffer.alloc(1000, 0xff));
    await expect(readAll(socket)).resolves.not.toContain('HTTP/1.1 200');
  });

  test('HTTP without TLS costs the connection', async () => {
    const socket = connectPlain(webhook.service.ports.http ?? 0, '127.0.0.1');
    socket.write(head('Content-Length: 0'));
    await expect(readAll(socket)).resolves.not.toContain('HTTP/1.1 200');
  });

  test('TLS 1.2 is refused', async () => {
    const [error] = await once(open({ maxVersion: 'TLSv1.2' }), 'error');
    expect(String(error)).toContain('protocol version');
  });

  test('HTTP/2 is not spoken', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
    await expect(sendRaw(preface)).resolves.toMatch(/^HTTP\/1\.1 400 /);
    const socket = open({ ALPNProtocols: ['h2', 'http/1.1'] });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  test.each([
    ['two lengths', head('Content-Length: 5', 'Content-Length: 6')],
    ['a length and chunks', `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
    ['a length that is none', head('Content-Length: -1')],
    ['chunks that are none', `${head('Transfer-Encoding: chunked')}zz\r\n`],
    ['headers without end', head(`X-Long: ${'a'.repeat(70_000)}`)],
    ['a header that is none', head('No colon here')],
  ])('%s: 4xx', async (_, text) => {
    await expect(sendRaw(text)).resolves.toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

describe('bodies', () => {
  const review = JSON.stringify(toReview(pod));

  const admitted = { code: 200, allowed: true };
  const refused = { code: 400, allowed: undefined };

  test.each([
    ['cut off', Buffer.from(review.slice(0, -20)), refused],
    ['with a byte order mark', Buffer.from(`\uFEFF${review}`), refused],
    ['compressed, as it seems', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), refused],
    [
      'with bytes that are no UTF-8 between the members',
      Buffer.concat([Buffer.from(review), Buffer.from([0xff])]),
      refused,
    ],
    ['with bytes that are no UTF-8 in a text', replaceByte(review, 'web', 0xff), admitted],
    ['with lone surrogates', Buffer.from(review.replace('web', String.raw`\ud800`)), admitted],
    ['with a member twice', Buffer.from(review.replace('"spec"', '"spec":null,"spec"')), admitted],
    ['with numbers beyond all bounds', Buffer.from(review.replace('"spec"', '"big":1e999,"spec"')), admitted],
    [
      'with 100,000 levels in the pod',
      Buffer.from(review.replace('"spec"', `"deep":${deep(100_000)},"spec"`)),
      admitted,
    ],
    [
      'with 100,000 levels in a container',
      Buffer.from(review.replace('"app"', `"app","deep":${deep(100_000)}`)),
      admitted,
    ],
  ])('%s', async (_, body, expected) => {
    const { code, text } = await webhook.send('/injectlib', { body });
    // without `allowed` a pod would be refused
    expect({ code, allowed: /"allowed":true/.test(text) || undefined }).toEqual(expected);
  });

  test('that end too early cost nothing', async () => {
    const socket = open();
    socket.write(`${head('Content-Length: 1000')}{"a":`);
    await once(socket, 'secureConnect');
    socket.end();
    await readAll(socket);
    expect(await webhook.review(path, pod)).toMatchObject({ allowed: true });
  });

  test('that are announced and never come do not keep others from being answered', async () => {
    const announced = ['Transfer-Encoding: chunked', 'Content-Length: 8388608'];
    const sockets = Array.from({ length: 60 }, (_, index) => open().setNoDelay(index % 2 === 0));
    for (const [index, socket] of sockets.entries()) socket.write(head(announced[index % 2] ?? ''));
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')));
    for (let round = 0; round < 20; round += 1)
      expect(await webhook.review(path, pod)).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
    for (const socket of sockets) socket.destroy();
  });
});

describe('wrong types everywhere', () => {
  const values: readonly unknown[] = [null, true, 0, -1.5, '', 'x', [], [null], [[]], {}, { name: {} }];
  const places = [
    ['metadata'],
    ['metadata', 'labels'],
    ['metadata', 'annotations'],
    ['metadata', 'ownerReferences'],
    ['metadata', 'name'],
    ['metadata', 'namespace'],
    ['spec'],
    ['spec', 'containers'],
    ['spec', 'initContainers'],
    ['spec', 'volumes'],
    ['spec', 'containers', '0'],
    ['spec', 'containers', '0', 'name'],
    ['spec', 'containers', '0', 'env'],
    ['spec', 'containers', '0', 'env', '0'],
    ['spec', 'containers', '0', 'volumeMounts'],
    ['spec', 'containers', '0', 'resources'],
    ['spec', 'containers', '0', 'resources', 'limits'],
    ['spec', 'containers', '0', 'securityContext'],
  ];

  test.each(places.map((place) => [place.join('.'), place] as const))('%s', async (_, place) => {
    for (const value of values)
      for (const target of ['/injectconfig', '/injecttags', '/injectlib'])
        expect(await webhook.review(target, withValue(place, value))).toMatchObject({ uid: 'u-1', allowed: true });
  });

  test.each(['uid', 'namespace', 'object', 'oldObject', 'dryRun', 'operation', 'kind'])('request.%s', async (field) => {
    for (const value of values) {
      const { code } = await webhook.send('/injectlib', { body: JSON.stringify(toReview(pod, { [field]: value })) });
      expect([200, 400]).toContain(code);
      // only without a uid there is nobody to answer
      expect(code === 400).toBe(field === 'uid' && (typeof value !== 'string' || value === ''));
    }
  });
});

test('nothing of all this is a defect of ours', () => {
  expect(webhook.lines.filter((line) => line.includes('"reason":"Unexpected"'))).toEqual([]);
});

function deep(levels: number): string {
  return `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
}

function replaceByte(text: string, before: string, byte: number): Buffer {
  const bytes = Buffer.from(text);
  bytes[bytes.indexOf(before)] = byte;
  return bytes;
}

/** A full pod with one value that is what it should not be. */
function withValue(place: readonly string[], value: unknown): unknown {
  const full = {
    metadata: {
      name: 'web',
      labels,
      annotations: { 'admission.datadoghq.com/java-lib.version': 'v1' },
      ownerReferences: [],
    },
    spec: {
      containers: [{ name: 'app', env: [{ name: 'A' }], volumeMounts: [], resources: { limits: {} } }],
      initContainers: [{ name: 'first' }],
      volumes: [{ name: 'data' }],
    },
  };
  return setAt(full, place, value);
}

function setAt(target: unknown, [first = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target))
    return target.map((item: unknown, index) => (String(index) === first ? setAt(item, rest, value) : item));
  const object: object = typeof target === 'object' && target !== null ? target : {};
  const inner: unknown = Object.entries(object).find(([key]) => key === first)?.[1];
  return { ...object, [first]: rest.length === 0 ? value : setAt(inner, rest, value) };
}
