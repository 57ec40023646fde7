import { once } from 'node:events';
import { connect, createServer, TLSSocket } from 'node:tls';
import { createTestCa, issueCertificate, type CertificatePair, type TestCa } from '@dogwatch/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { toContextOptions, toServerOptions } from '../certificate/tls-options.js';
import { type ClientCertificate, createCertificateExaminer } from './client-certificate.js';
import { parseTrust, type Trust } from './trust.js';

let proxyCa: TestCa;
let userCa: TestCa;

beforeAll(async () => {
  [proxyCa, userCa] = await Promise.all([createTestCa('proxies'), createTestCa('users')]);
});

function trustIn(data: Readonly<Record<string, string>>): Trust {
  const parsed = parseTrust({
    'requestheader-client-ca-file': proxyCa.certificate,
    'requestheader-allowed-names': '["front-proxy"]',
    'requestheader-username-headers': '["X-Remote-User"]',
    'client-ca-file': userCa.certificate,
    ...data,
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.trust;
}

/** The server's side of a TLS connection whose client shows a certificate. */
async function withConnection(
  certificate: CertificatePair | undefined,
  work: (socket: TLSSocket) => void,
): Promise<void> {
  const own = await issueCertificate({ ca: userCa, commonName: 'server' });
  const context = toContextOptions({ cert: own.certificate, key: own.key }, false);
  const server = createServer({ ...toServerOptions(), ...context });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect({
    host: '127.0.0.1',
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...(certificate && { cert: certificate.certificate, key: certificate.key }),
  });
  const [socket] = await once(server, 'secureConnection');
  work(socket);
  client.destroy();
  server.close();
  await once(server, 'close');
}

async function examine(certificate: CertificatePair | undefined, trust = trustIn({})): Promise<ClientCertificate> {
  let result: ClientCertificate = { isPresent: false };
  await withConnection(certificate, (socket) => {
    result = createCertificateExaminer({ trust: () => trust, nowMillis: () => Date.now() })(socket);
  });
  return result;
}

describe('the certificate of a connection', () => {
  test('may be none', async () => {
    await expect(examine(undefined)).resolves.toEqual({ isPresent: false });
  });

  test('may be that of a front proxy', async () => {
    const proxy = await examine(await issueCertificate({ ca: proxyCa, commonName: 'front-proxy' }));
    expect(proxy).toMatchObject({ isPresent: true, frontProxy: { userHeaders: ['x-remote-user'] } });
    expect(proxy).not.toHaveProperty('identity');
  });

  test('may be that of a user with groups', async () => {
    const order = { ca: userCa, commonName: 'alice, CN=admin', organizations: ['devs', 'ops\nO=system:masters'] };
    const user = await examine(await issueCertificate(order));
    expect(user.identity).toEqual({
      user: 'alice, CN=admin',
      groups: ['devs', 'ops\nO=system:masters', 'system:authenticated'],
      extra: {},
    });
    expect(user).not.toHaveProperty('frontProxy');
  });

  test('may be both, where one CA signs both', async () => {
    const trust = trustIn({ 'requestheader-client-ca-file': userCa.certificate, 'requestheader-allowed-names': '[]' });
    const both = await examine(await issueCertificate({ ca: userCa, commonName: 'alice' }), trust);
    expect(both).toMatchObject({ frontProxy: {}, identity: { user: 'alice' } });
  });

  test('may be neither, for a reason', async () => {
    const stranger = await createTestCa('strangers');
    const refused = await examine(await issueCertificate({ ca: stranger, commonName: 'front-proxy' }));
    expect(refused).toEqual({
      isPresent: true,
      problem:
        'not a front proxy: no trusted CA has signed it (issuer: CN=strangers); not a user: no trusted CA has signed it (issuer: CN=strangers)',
    });
    const nameless = await examine(await issueCertificate({ ca: userCa, commonName: '' }));
    expect(nameless.problem).toContain('not a user: it has no common name');
  });

  test('is examined once, until the trust changes or it expires', async () => {
    const certificate = await issueCertificate({ ca: userCa, commonName: 'alice' });
    await withConnection(certificate, (socket) => {
      let trust = trustIn({});
      let nowMillis = Date.now();
      const examineSocket = createCertificateExaminer({ trust: () => trust, nowMillis: () => nowMillis });
      const first = examineSocket(socket);
      expect(first.identity?.user).toBe('alice');
      expect(examineSocket(socket)).toBe(first);
      trust = trustIn({ 'client-ca-file': proxyCa.certificate });
      expect(examineSocket(socket)).not.toHaveProperty('identity');
      trust = trustIn({});
      expect(examineSocket(socket).identity?.user).toBe('alice');
      nowMillis += 2 * 86_400_000;
      expect(examineSocket(socket).problem).toContain('expired');
    });
  });
});
