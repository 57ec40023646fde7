import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { silentLogger } from '@dogwatch/telemetry';
import { type CertificatePair, createTestCa, issueCertificate, type TestCa } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGrpcServer } from './grpc/grpc-server.js';
import { openCredentials } from './grpc/server-credentials.js';
import { connectScaler } from './grpc/scaler-client.js';
import { startScalerService } from './testing/start-scaler.js';
import { runtimeToken, type ScalerRuntime } from './scaler-runtime.js';

const unavailable = 14;
const unimplemented = 12;
const metadata = { query: 'sum:requests{*}', targetValue: '7' };

let folder: string;
let ca: TestCa;
let client: CertificatePair;
let server: CertificatePair;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keda-scaler-'));
  ca = await createTestCa('keda-ca');
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  [server, client] = await Promise.all([
    issueCertificate({ ca, commonName: 'keda-scaler', ...names }),
    issueCertificate({ ca, commonName: 'keda-operator' }),
  ]);
  await store(server);
});

afterAll(async () => rm(folder, { recursive: true }));

async function store(pair: CertificatePair): Promise<void> {
  const files = { 'ca.crt': ca.certificate, 'tls.crt': pair.certificate, 'tls.key': pair.key };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
}

function files(): { certFile: string; keyFile: string; clientCaFile: string } {
  return {
    certFile: join(folder, 'tls.crt'),
    keyFile: join(folder, 'tls.key'),
    clientCaFile: join(folder, 'ca.crt'),
  };
}

/** Starts a scaler without NATS, which needs none for metric specs, and calls it over a channel. */
async function callOver(env: Readonly<Record<string, string>>, channel: Parameters<typeof connectScaler>[1]) {
  const service = await startScalerService({ NATS_URL: 'nats://127.0.0.1:1', ...env });
  const keda = connectScaler(service.app.get<ScalerRuntime>(runtimeToken).grpcPort, channel);
  const result = await keda.getMetricSpec(metadata);
  keda.close();
  await service.stop();
  return result;
}

function authority(): Buffer {
  return Buffer.from(ca.certificate);
}

function tls(): Record<string, string> {
  return { DD_KEDA_SCALER_CERT_FILE: files().certFile, DD_KEDA_SCALER_KEY_FILE: files().keyFile };
}

function mutual(): Record<string, string> {
  return { ...tls(), DD_KEDA_SCALER_CLIENT_CA_FILE: files().clientCaFile };
}

describe('over TLS', () => {
  test('calls are answered', async () => {
    await expect(callOver(tls(), credentials.createSsl(authority()))).resolves.toMatchObject({ ok: true });
  });

  test('callers without it are not', async () => {
    await expect(callOver(tls(), credentials.createInsecure())).resolves.toMatchObject({ code: unavailable });
  });

  test('callers with a certificate of the authority are let in, others are not', async () => {
    const own = credentials.createSsl(authority(), Buffer.from(client.key), Buffer.from(client.certificate));
    await expect(callOver(mutual(), own)).resolves.toMatchObject({ ok: true });
    await expect(callOver(mutual(), credentials.createSsl(authority()))).resolves.toMatchObject({ code: unavailable });
    const stranger = await issueCertificate({ ca: await createTestCa('other'), commonName: 'keda-operator' });
    const foreign = credentials.createSsl(authority(), Buffer.from(stranger.key), Buffer.from(stranger.certificate));
    await expect(callOver(mutual(), foreign)).resolves.toMatchObject({ code: unavailable });
  });
});

test('a renewed certificate is served to new connections', async () => {
  const opened = await openCredentials(files(), silentLogger, 5);
  const scaler = await startGrpcServer({ host: '127.0.0.1', port: 0, credentials: opened.credentials, services: [] });
  const serialOf = async (): Promise<string> => {
    const socket = connect({ port: scaler.port, ca: ca.certificate, host: 'localhost', ALPNProtocols: ['h2'] });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const first = await serialOf();
  await store(await issueCertificate({ ca, commonName: 'renewed', dnsNames: ['localhost'] }));
  await expect.poll(serialOf, { timeout: 5000 }).not.toBe(first);
  opened.stop();
  await scaler.stop();
});

test('authorities that have changed decide about new connections', async () => {
  await store(server);
  const opened = await openCredentials(files(), silentLogger, 5);
  const scaler = await startGrpcServer({ host: '127.0.0.1', port: 0, credentials: opened.credentials, services: [] });
  const later = await createTestCa('later');
  const codeOf = async ({ certificate, key }: CertificatePair): Promise<number | undefined> => {
    const channel = credentials.createSsl(authority(), Buffer.from(key), Buffer.from(certificate));
    const keda = connectScaler(scaler.port, channel);
    const result = await keda.getMetricSpec(metadata);
    keda.close();
    return result.ok ? undefined : result.code;
  };
  const [before, after] = await Promise.all([
    issueCertificate({ ca, commonName: 'keda-operator' }),
    issueCertificate({ ca: later, commonName: 'keda-operator' }),
  ]);
  // who is let in learns that this server has no services
  expect([await codeOf(before), await codeOf(after)]).toEqual([unimplemented, unavailable]);
  await writeFile(files().clientCaFile, later.certificate);
  await expect.poll(() => codeOf(after), { timeout: 5000 }).toBe(unimplemented);
  expect(await codeOf(before)).toBe(unavailable);
  opened.stop();
  await scaler.stop();
});

test('half a pair of files is refused, with the names of the variables', async () => {
  await expect(openCredentials({ certFile: files().certFile }, silentLogger)).rejects.toThrow(
    /DD_KEDA_SCALER_CERT_FILE and DD_KEDA_SCALER_KEY_FILE/,
  );
});
