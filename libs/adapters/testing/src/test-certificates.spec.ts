import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createTestCa, issueCertificate } from './test-certificates.js';

test('a certificate says what was ordered and is signed by its authority', async () => {
  const ca = await createTestCa('authority');
  const notAfter = new Date('2030-01-02T03:04:05Z');
  const subject = { commonName: 'me', organizations: ['one', 'two'] };
  const { certificate } = await issueCertificate({ ca, ...subject, dnsNames: ['a.svc'], ips: ['127.0.0.1'], notAfter });
  const read = new X509Certificate(certificate);
  expect(read.subject.split('\n').toSorted((a, b) => a.localeCompare(b))).toEqual(['CN=me', 'O=one', 'O=two']);
  expect(read.subjectAltName).toBe('DNS:a.svc, IP Address:127.0.0.1');
  expect(new Date(read.validTo)).toEqual(notAfter);
  expect(read.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
});

test('client and server know each other by it', async () => {
  const ca = await createTestCa('authority');
  const server = await issueCertificate({ ca, commonName: 'server', ips: ['127.0.0.1'], usages: ['server'] });
  const client = await issueCertificate({ ca, commonName: 'me', organizations: ['group'], usages: ['client'] });
  const trust = { ca: ca.certificate, requestCert: true, rejectUnauthorized: true };
  const listener = createServer({ cert: server.certificate, key: server.key, ...trust }, ({ socket }, response) => {
    response.end(socket instanceof TLSSocket ? socket.getPeerCertificate().subject.O : '');
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const outgoing = request({
    port,
    host: '127.0.0.1',
    ca: ca.certificate,
    cert: client.certificate,
    key: client.key,
  }).end();
  const [response] = await once(outgoing, 'response');
  const [body] = await once(response, 'data');
  expect(String(body)).toBe('group');
  listener.closeAllConnections();
  listener.close();
});
