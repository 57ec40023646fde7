import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { silentLogger } from '@dogwatch/telemetry';
import * as x509 from '@peculiar/x509';
import { afterEach, describe, expect, it } from 'vitest';
import { createDatadogClient } from './datadog-client.js';
import { parseProxySettings } from './proxy.js';
import { startTestServer } from './testing/http-server.js';

const cleanUps: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A proxy for CONNECT and for absolute URLs; `seen` is what it was asked, with the credentials. */
async function startProxy() {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers['proxy-authorization'] ?? '-'}`);
    const onward = httpRequest(request.url ?? '', { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  proxy.on('connect', (request, client, head) => {
    seen.push(`${request.method} ${request.headers['proxy-authorization'] ?? '-'}`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      pipeline(client, target, client, () => {});
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  cleanUps.push(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { port: (proxy.address() as AddressInfo).port, seen };
}

async function createCertificate(): Promise<{ cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=127.0.0.1',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { cert: certificate.toString('pem'), key };
}

async function ask(baseUrl: string, env: Record<string, string>) {
  const client = createDatadogClient({
    endpoints: [{ name: 'main', baseUrl, apiKey: 'a', appKey: 'b' }],
    proxy: parseProxySettings(env),
    log: silentLogger,
    limits: { retryMillis: 0 },
  });
  cleanUps.push(() => client.close());
  return client.queryMetrics({ queries: ['q'], fromSeconds: 1, toSeconds: 2 });
}

describe('a client behind a proxy', () => {
  it('tunnels https by CONNECT, with the credentials of the proxy URL', async () => {
    const { cert, key } = await createCertificate();
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, cert]);
    cleanUps.push(() => setDefaultCACertificates(trusted));
    const server = createTlsServer({ cert, key }, (request, response) => {
      response.end(
        JSON.stringify({ agent: request.headers['user-agent'], proxy: request.headers['proxy-authorization'] }),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const proxy = await startProxy();
    const answer = await ask(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      DD_PROXY_HTTPS: `http://me:pass@127.0.0.1:${proxy.port}`,
    });
    expect(answer).toMatchObject({ ok: true, body: { agent: 'dogwatch' } });
    expect(proxy.seen).toEqual([`CONNECT Basic ${Buffer.from('me:pass').toString('base64')}`]);
  });

  it('sends http through it, except to hosts of the no-proxy list', async () => {
    const server = await startTestServer((_, response) => response.end('{"through":"proxy"}'));
    cleanUps.push(() => server.stop());
    const proxy = await startProxy();
    const env = { DD_PROXY_HTTP: `http://127.0.0.1:${proxy.port}` };
    expect(await ask(server.url, env)).toMatchObject({ ok: true, body: { through: 'proxy' } });
    expect(proxy.seen).toEqual(['GET -']);
    expect(await ask(server.url, { ...env, DD_PROXY_NO_PROXY: 'localhost 127.0.0.0/8' })).toMatchObject({ ok: true });
    expect(proxy.seen).toHaveLength(1);
  });

  it('says that the proxy is away, without its password', async () => {
    const proxy = await startTestServer(() => {});
    await proxy.stop();
    const answer = await ask('https://127.0.0.1:1', { DD_PROXY_HTTPS: proxy.url.replace('//', '//me:topsecret@') });
    expect(answer).toMatchObject({ ok: false, detail: 'Unreachable' });
    expect(JSON.stringify(answer)).not.toContain('topsecret');
  });
});
