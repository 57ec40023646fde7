import { once } from 'node:events';
import { connect, type ConnectionOptions } from 'node:tls';
import { issueCertificate } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApi, type TestApi, type TestRequest } from './testing/start-api.js';

const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue';
const masters = ['X-Remote-User', 'mallory', 'X-Remote-Group', 'system:masters'];

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  await vi.waitFor(async () => expect(await api.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
});

afterAll(async () => api.stop());

async function codeOf(request: TestRequest, target = path): Promise<number> {
  const { code } = await api.send(target, request);
  return code;
}

/** Sends bytes as they are and gives back all that is answered until the server closes the connection. */
async function sendRaw(text: string, options: ConnectionOptions = {}): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: api.service.ports.http, rejectUnauthorized: false, ...options });
  socket.write(text);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

describe('identity headers', () => {
  test('count for nothing without a certificate', async () => {
    expect(await codeOf({ headers: masters })).toBe(403);
  });

  test('count for nothing with the certificate of a user', async () => {
    const certificate = await issueCertificate({ ca: api.kube.certificates!.clientCa, commonName: 'mallory' });
    const { code, text } = await api.send(path, {
      certificate,
      headers: ['X-Remote-User', 'admin', ...masters.slice(2)],
    });
    expect(code).toBe(403);
    expect(text).toContain('User \\"mallory\\"');
  });

  test('count for nothing with a front-proxy certificate of another name', async () => {
    const ca = api.kube.certificates!.frontProxyCa;
    const certificate = await issueCertificate({ ca, commonName: 'mallory' });
    expect(await codeOf({ certificate, headers: masters })).toBe(401);
  });

  test('are needed from a front proxy', async () => {
    expect(await codeOf({ certificate: api.kube.certificates!.frontProxy })).toBe(401);
  });

  test('are read as UTF-8', async () => {
    const { certificate: cert, key } = api.kube.certificates!.frontProxy;
    const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Remote-User: jürgen\r\n\r\n`;
    expect(Buffer.from(await sendRaw(head, { cert, key }), 'latin1').toString('utf8')).toContain('User \\"jürgen\\"');
  });

  test('count with the front proxy of the cluster', async () => {
    expect(await codeOf({ certificate: api.kube.certificates!.frontProxy, headers: masters })).toBe(404);
  });
});

describe('bad credentials', () => {
  test('an expired certificate is refused', async () => {
    const order = { ca: api.kube.certificates!.frontProxyCa, commonName: 'front-proxy-client' };
    const certificate = await issueCertificate({ ...order, notAfter: new Date(Date.now() - 1000) });
    expect(await codeOf({ certificate, headers: masters })).toBe(401);
  });

  test('a wrong token is refused, even for a health check', async () => {
    expect(await codeOf({ token: 'wrong' })).toBe(401);
    expect(await codeOf({ token: 'wrong' }, '/healthz')).toBe(401);
    expect(await codeOf({}, '/healthz')).toBe(200);
  });

  test('the log tells why, without the token', async () => {
    await codeOf({ token: 'very-secret-token' });
    const lines = api.lines.filter((line) => line.includes('A request was refused'));
    expect(lines.some((line) => line.includes('"reason":"InvalidToken"'))).toBe(true);
    expect(api.lines.join('')).not.toContain('very-secret-token');
  });
});

describe('odd requests', () => {
  test.each([
    ['/%', 400],
    ['/apis/external.metrics.k8s.io/v1beta1/namespaces/%ff/queue', 400],
    ['/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/a%00b', 404],
    ['/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/..%2f..%2fsecrets', 404],
    ['/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/%E2%82%AC', 404],
    ['//apis//external.metrics.k8s.io', 404],
    [`/${'a'.repeat(20_000)}`, 404],
    [`${path}?labelSelector=${'a,'.repeat(5000)}`, 400],
  ])('%s', async (target, code) => {
    const response = await api.send(target, { token: api.kube.adminToken });
    expect(response.code).toBe(code);
    expect(JSON.parse(response.text)).toMatchObject({ kind: 'Status', code });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is 405, whatever the body', async (method) => {
    const headers = ['Content-Type', 'application/nonsense', 'Content-Length', '3'];
    const response = await api.send(path, { method, token: api.kube.adminToken, headers, body: '{{{' });
    expect(response.code).toBe(405);
    expect(response.headers.connection).toBe('close');
  });

  test('a body that never ends costs the connection', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await sendRaw(`${head}5\r\nhello\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('headers without end cost the connection', async () => {
    const request = `GET /apis HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(70_000)}`;
    // the server may hang up before its 431 has been read
    expect(await sendRaw(request).catch(() => '')).toMatch(/^(?:HTTP\/1\.1 431 |$)/);
    expect(await codeOf({}, '/healthz')).toBe(200);
  });

  test('what is no HTTP is refused', async () => {
    expect(await sendRaw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('TLS 1.2 is not spoken unless allowed', async () => {
    await expect(sendRaw('', { maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert protocol version/);
  });
});
