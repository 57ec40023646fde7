import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, startService } from '@dogwatch/service';
import { expect, test } from 'vitest';
import { admissionOptionsReference, readAdmissionOptions } from './admission-options.js';
import { admissionWebhookConfig } from './config.js';
import { admissionWebhook } from './service.js';

const prefix = 'DD_ADMISSION_CONTROLLER';

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const read = readAdmissionOptions(env);
  return read.ok ? [] : read.problems.map(({ message }) => message);
}

test('a value that is not accepted is told with the right ones', () => {
  expect(problemsOf({ [`${prefix}_INJECT_CONFIG_MODE`]: 'tcp' })[0]).toContain('one of hostip, service, socket, csi');
  expect(problemsOf({ [`${prefix}_PORT`]: 'https' })).toHaveLength(1);
  expect(problemsOf({})).toEqual([]);
});

test('policies nobody knows fall back, with a warning', () => {
  const read = readAdmissionOptions({ [`${prefix}_FAILURE_POLICY`]: 'whatever' });
  expect(read).toMatchObject({ ok: true, parsed: { options: { failurePolicy: 'Ignore' } } });
  expect(read.ok && read.warnings[0]).toContain('whatever');
});

test('what concerns libraries alone turns only them off', () => {
  const read = readAdmissionOptions({
    DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES: '["a"]',
    DD_APM_INSTRUMENTATION_DISABLED_NAMESPACES: '["b"]',
  });
  expect(read.ok && read.warnings[0]).toContain('Until then no library is injected.');
});

test('certificates that would be renewed for ever are refused', () => {
  const env = { [`${prefix}_CERTIFICATE_VALIDITY_BOUND`]: '720' };
  expect(problemsOf(env)[0]).toContain('CERTIFICATE_EXPIRATION_THRESHOLD = "720": expected less than');
});

test('webhooks that would be called under the same path are refused', () => {
  const env = { [`${prefix}_INJECT_TAGS_ENDPOINT`]: '/injectconfig' };
  expect(problemsOf(env)).toEqual([
    `${prefix}_INJECT_TAGS_ENDPOINT = "/injectconfig": expected another path than that of ${prefix}_INJECT_CONFIG_ENDPOINT.`,
  ]);
  const probed = { [`${prefix}_AUTO_INSTRUMENTATION_ENDPOINT`]: '/probe', [`${prefix}_PROBE_ENABLED`]: 'true' };
  expect(problemsOf(probed)[0]).toContain('expected another path than that of the probe');
});

test('an option can come from a file', () => {
  const path = join(tmpdir(), `webhook-name-${process.pid}`);
  writeFileSync(path, 'from-a-file\n');
  const read = readAdmissionOptions({ [`${prefix}_WEBHOOK_NAME_FILE`]: path });
  expect(read).toMatchObject({ ok: true, parsed: { options: { webhookName: 'from-a-file' } } });
});

test('a time that timers cannot count to is refused: it would be over at once', () => {
  const parsed = parseConfig(admissionWebhookConfig, { [`${prefix}_RESCAN_INTERVAL`]: '720h' });
  expect(parsed.ok || parsed.problems.map(({ env }) => env)).toEqual([`${prefix}_RESCAN_INTERVAL`]);
});

test('the service does not start with an option that is wrong', async () => {
  const env = { [`${prefix}_INJECT_CONFIG_MODE`]: 'tcp', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0' };
  const started = startService(admissionWebhook, { env, write: () => undefined });
  await expect(started).rejects.toThrow('DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE = "tcp"');
});

test('every option is in the reference, with its default', () => {
  const { entries } = admissionOptionsReference;
  expect(Object.values(entries).find(({ env }) => env === `${prefix}_PORT`)).toMatchObject({
    type: 'port',
    default: 8000,
  });
});
