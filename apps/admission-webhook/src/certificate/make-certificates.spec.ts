import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import {
  isSignedBy,
  readAuthority,
  readLeaf,
  secretKeys,
  splitPem,
  toLeafFacts,
  toSecretData,
} from './certificate-secrets.js';
import { toDnsNames } from './dns-names.js';
import { makeAuthority, makeLeaf } from './make-certificates.js';

const nowMillis = Math.floor(Date.now() / 1000) * 1000;
const dnsNames = toDnsNames('webhook', 'datadog');
const authority = await makeAuthority({ nowMillis, validityMillis: 5_000_000 });
const leaf = await makeLeaf({ authority, dnsNames, nowMillis, validityMillis: 1_000_000 });
const other = await makeAuthority({ nowMillis, validityMillis: 5_000_000 });

const caKeys = secretKeys.authority;
const metadata = { name: 'webhook-certificate' };
const caSecret = { metadata, data: toSecretData({ [caKeys.cert]: authority.cert, [caKeys.key]: authority.key }) };

function leafSecret(cert = leaf.cert, key = leaf.key) {
  return { metadata, data: toSecretData({ [secretKeys.leaf.cert]: cert, [secretKeys.leaf.key]: key }) };
}

test('a leaf is valid from a little before now, for these names, as a server', () => {
  const certificate = new X509Certificate(leaf.cert);
  expect(Date.parse(certificate.validFrom)).toBe(nowMillis - 300_000);
  expect(Date.parse(certificate.validTo)).toBe(nowMillis + 1_000_000);
  expect(certificate.subject).toContain('O=Datadog');
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(certificate.checkHost('webhook.datadog.svc')).toBe('webhook.datadog.svc');
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test('a leaf does not outlive its CA', async () => {
  const long = await makeLeaf({ authority, dnsNames, nowMillis, validityMillis: 9_000_000 });
  expect(Date.parse(new X509Certificate(long.cert).validTo)).toBe(nowMillis + 5_000_000);
});

test('two CAs are never mixed up', () => {
  expect(new X509Certificate(other.cert).subject).not.toBe(new X509Certificate(authority.cert).subject);
  expect(isSignedBy(leaf.cert, authority.cert)).toBe(true);
  expect(isSignedBy(leaf.cert, other.cert)).toBe(false);
});

test('a client that trusts the CA accepts the server by the name of its Service', async () => {
  const server = createServer({ cert: leaf.cert, key: leaf.key, minVersion: 'TLSv1.3' }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const socket = connect({
    host: '127.0.0.1',
    port: port ?? 0,
    ca: `${other.cert}\n${authority.cert}`,
    servername: 'webhook.datadog.svc',
  });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});

describe('what Secrets say', () => {
  const held = readAuthority(caSecret);

  test('a leaf of the CA of now, of the one before, of neither', () => {
    const rotated = readAuthority({
      metadata,
      data: toSecretData({ [caKeys.cert]: other.cert, [caKeys.key]: other.key, [caKeys.previous]: authority.cert }),
    });
    const alone = readAuthority({
      metadata,
      data: toSecretData({ [caKeys.cert]: other.cert, [caKeys.key]: other.key }),
    });
    const read = readLeaf(leafSecret());
    expect(toLeafFacts(read, held)).toMatchObject({ signedBy: 'current', dnsNames });
    expect(toLeafFacts(read, rotated)).toMatchObject({ signedBy: 'previous' });
    expect(toLeafFacts(read, alone)).toMatchObject({ signedBy: 'other' });
  });

  test('when the CA is lost, its certificate is still in the chain of the leaf', () => {
    expect(toLeafFacts(readLeaf(leafSecret()), 'missing')).toMatchObject({ signedBy: 'previous' });
    const [alone = ''] = splitPem(leaf.cert);
    expect(toLeafFacts(readLeaf(leafSecret(alone)), 'missing')).toMatchObject({ signedBy: 'other' });
  });

  test('absent, broken and mismatched content', () => {
    expect(readLeaf(undefined)).toBe('missing');
    expect(readLeaf({ metadata, data: { other: 'eA==' } })).toBe('unreadable');
    expect(readLeaf({ metadata })).toBe('unreadable');
    expect(readLeaf(leafSecret(leaf.cert, authority.key))).toBe('unreadable');
    expect(readLeaf(leafSecret('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'))).toBe('unreadable');
    expect(readAuthority({ metadata, data: toSecretData({ [caKeys.cert]: leaf.cert, [caKeys.key]: leaf.key }) })).toBe(
      'unreadable',
    );
  });

  test('the Secrets that cert-manager makes are read too', () => {
    const data = toSecretData({ [secretKeys.tls.cert]: leaf.cert, [secretKeys.tls.key]: leaf.key });
    expect(readLeaf({ metadata, data })).toMatchObject({ dnsNames });
  });
});
