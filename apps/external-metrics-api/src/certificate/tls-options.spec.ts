import { once } from 'node:events';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toContextOptions, toServerOptions } from './tls-options.js';

let server: Server;

beforeAll(async () => {
  const own = await issueCertificate({ ca: await createTestCa('ca'), commonName: 'server' });
  const certificate = { cert: own.certificate, key: own.key };
  server = createServer({ ...toServerOptions(), ...toContextOptions(certificate, true) }, (socket) => {
    socket.on('error', () => undefined);
    socket.write('hello');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(async () => {
  server.close();
  await once(server, 'close');
});

function open(maxVersion: 'TLSv1.2' | 'TLSv1.3', session?: Buffer): TLSSocket {
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion, ...(session && { session }) });
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a connection of %s', (version) => {
  test('never resumes a session, so each shows its own certificate', async () => {
    const first = open(version);
    const [session] = await once(first, 'session');
    first.destroy();
    const second = open(version, session);
    await once(second, 'data');
    expect(second.isSessionReused()).toBe(false);
    second.destroy();
  });
});

test('a client cannot renegotiate, so the certificate of a connection never changes', async () => {
  const client = open('TLSv1.2');
  await once(client, 'data');
  const refused = once(client, 'error');
  client.renegotiate({ rejectUnauthorized: false }, () => undefined);
  await expect(refused).resolves.toMatchObject([{ code: 'ERR_SSL_NO_RENEGOTIATION' }]);
  client.destroy();
});
