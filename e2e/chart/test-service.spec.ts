import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@dogwatch/control-plane';
import { type EmbeddedBroker, startEmbeddedBroker } from '@dogwatch/nats';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppProcess, startApp } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { chart, find, fromMatrix, render } from './helm.ts';

const folder = mkdtempSync(join(tmpdir(), 'dogwatch-test-service-'));
let broker: EmbeddedBroker;

beforeAll(async () => {
  const ca = await createTestCa('keda-ca');
  const { certificate, key } = await issueCertificate({ ca, commonName: 'keda-scaler', dnsNames: ['localhost'] });
  const files = { 'ca.crt': ca.certificate, 'tls.crt': certificate, 'tls.key': key };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  broker = await startEmbeddedBroker();
});

afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});

const tls = {
  DD_KEDA_SCALER_CERT_FILE: join(folder, 'tls.crt'),
  DD_KEDA_SCALER_KEY_FILE: join(folder, 'tls.key'),
};
const mutual = { ...tls, DD_KEDA_SCALER_CLIENT_CA_FILE: join(folder, 'ca.crt') };

describe.each([
  ['in the clear', {}, {}, 'ERR_SSL'],
  ['over TLS', tls, { TLS: 'secret' }, 'it let in a client without a certificate'],
  ['to clients with a certificate alone', mutual, { TLS: 'secret', MUTUAL: 'true' }, 'CERTIFICATE_REQUIRED'],
])('a keda-scaler that answers %s', (_, settings, asked, fault) => {
  let scaler: AppProcess;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    scaler = await startApp('keda-scaler', { NATS_URL: broker.url, DD_KEDA_SCALER_PORT: String(port), ...settings });
  });
  afterAll(() => scaler.stop());

  async function ask(env: Readonly<Record<string, string>>): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [`${chart}/files/scripts/test-service.mjs`], {
      env: {
        SERVICE: 'keda-scaler',
        HOST: 'localhost',
        HEALTH_HOST: '127.0.0.1',
        PORT: String(port),
        HEALTH_PORT: String(scaler.ports.health),
        ...env,
      },
    });
    return stdout;
  }

  it('passes its test', async () => {
    await eventually(async () => expect(await ask(asked)).toBe('keda-scaler works\n'));
  });

  it('fails the test of one that is otherwise', async () => {
    const otherwise: Readonly<Record<string, string>> =
      'MUTUAL' in asked ? { TLS: 'secret' } : { TLS: 'secret', MUTUAL: 'true' };
    await expect(ask(otherwise)).rejects.toThrow(fault);
  });
});

it('the chart says which of them it is', async () => {
  const objects = await render(...fromMatrix('cert-manager'));
  const env = find(objects, 'Pod', 'test-keda-scaler')['spec'].containers[0].env;
  expect(env).toContainEqual({ name: 'TLS', value: 'keda-scaler-tls' });
  expect(env).toContainEqual({ name: 'MUTUAL', value: 'true' });
});
