import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileCertificate, type ServingCertificate } from '@dogwatch/service';
import { silentLogger } from '@dogwatch/telemetry';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCertificateSource } from './create-certificate-source.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
});

afterEach(async () => rm(folder, { recursive: true }));

async function issue(commonName: string): Promise<ServingCertificate> {
  const ca = await createTestCa('ca');
  const { certificate, key } = await issueCertificate({ ca, commonName });
  return { cert: certificate, key };
}

async function store({ cert, key }: ServingCertificate): Promise<{ certFile: string; keyFile: string }> {
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  await Promise.all([writeFile(files.certFile, cert), writeFile(files.keyFile, key)]);
  return files;
}

const settings = { serviceNames: ['metrics', 'alias'], resourcesNamespace: 'dogwatch' };

describe('a certificate in files', () => {
  test('is used, and its successor too', async () => {
    const [first, second] = await Promise.all([issue('first'), issue('second')]);
    const source = await fileCertificate(await store(first), silentLogger, 5);
    expect(source.current()).toEqual(first);
    const changed = Promise.withResolvers<ServingCertificate>();
    const stop = source.follow(changed.resolve);
    await store(second);
    await expect(changed.promise).resolves.toEqual(second);
    expect(source.current()).toEqual(second);
    stop();
  });

  test('stays in use while the files are broken', async () => {
    const first = await issue('first');
    const complained = Promise.withResolvers<void>();
    const log = { ...silentLogger, error: () => complained.resolve() };
    const source = await fileCertificate(await store(first), log, 5);
    const stop = source.follow(() => undefined);
    await store({ cert: 'nonsense', key: 'nonsense' });
    await complained.promise;
    expect(source.current()).toEqual(first);
    stop();
  });

  test('must fit its key from the start', async () => {
    const [first, second] = await Promise.all([issue('first'), issue('second')]);
    const files = await store({ cert: first.cert, key: second.key });
    await expect(createCertificateSource({ ...settings, ...files }, silentLogger)).rejects.toThrow(/key/);
  });

  test('warns once when it is about to expire or has expired, and not before', async () => {
    const ca = await createTestCa('ca');
    const warned: string[] = [];
    const log = { ...silentLogger, warn: (_: object, message: string) => void warned.push(message) };
    const issueFor = async (minutes: number): Promise<ServingCertificate> => {
      const notAfter = new Date(Date.now() + minutes * 60_000);
      const { certificate, key } = await issueCertificate({ ca, commonName: 'metrics', notAfter });
      return { cert: certificate, key };
    };
    const source = await fileCertificate(await store(await issueFor(600)), log, 1);
    for (const minutes of [60, 600, -60, 600]) {
      const changed = Promise.withResolvers<ServingCertificate>();
      const stop = source.follow(changed.resolve);
      await store(await issueFor(minutes));
      await changed.promise;
      stop();
    }
    expect(warned).toEqual([expect.stringContaining('expires soon'), expect.stringContaining('has expired')]);
  });

  test('needs both files', async () => {
    const only = { ...settings, certFile: '/tls.crt', keyFile: undefined };
    await expect(createCertificateSource(only, silentLogger)).rejects.toThrow('must be set together');
  });
});

describe('a self-made certificate', () => {
  test('is valid for a year, for every name of every service', async () => {
    const source = await createCertificateSource(
      { ...settings, certFile: undefined, keyFile: undefined },
      silentLogger,
    );
    const certificate = new X509Certificate(source.current().cert);
    for (const name of [
      'metrics',
      'alias.dogwatch',
      'metrics.dogwatch.svc',
      'alias.dogwatch.svc.cluster.local',
      'localhost',
    ])
      expect(certificate.checkHost(name)).toBe(name);
    expect(certificate.checkHost('metrics.other.svc')).toBeUndefined();
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    const days = (certificate.validToDate.getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(365);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });
});
