import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthority, createServiceAccountKeys } from './pki.js';

describe('createAuthority', () => {
  it('issues certificates that it signed, with every organization and host', async () => {
    const authority = await createAuthority('test-ca');
    const { certificate } = await authority.issue({
      commonName: 'jane',
      organizations: ['dev, ops', 'audit'],
      hosts: ['localhost', '127.0.0.1'],
    });
    const leaf = new X509Certificate(certificate);
    expect(leaf.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(leaf.subject).toContain('CN=jane');
    expect(leaf.subject.match(/O=/g)).toHaveLength(2);
    expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  });

  it('can issue a certificate that has expired', async () => {
    const authority = await createAuthority('test-ca');
    const { certificate } = await authority.issue({ commonName: 'late', validMillis: 1000 });
    expect(Date.parse(new X509Certificate(certificate).validTo)).toBeLessThan(Date.now());
  });
});

describe('createServiceAccountKeys', () => {
  it('makes a pair as PEM', () => {
    const keys = createServiceAccountKeys();
    expect(keys.privateKey).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
    expect(keys.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });
});
