import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateChartNatsUsers } from '../../tools/gen/chart-nats-users.ts';
import { generateChartPermissions } from '../../tools/gen/chart-permissions.ts';
import { generateChartValues } from '../../tools/gen/chart-values.ts';
import { generateCrds } from '../../tools/gen/crds.ts';
import { chart, envOf, helm, renderValues, withValues } from './helm.ts';

async function refusal(values: unknown): Promise<string> {
  const { code, stderr } = await withValues(values, (args) => helm(['template', 'r', chart, ...args]));
  return code === 0 ? 'accepted' : stderr;
}

describe('the schema', () => {
  it.each([
    ['a key that is not there', { metricsPoler: {} }, 'metricsPoler'],
    ['one in a block', { metricsPoller: { replica: 2 } }, 'replica'],
    ['one in a block of a block', { externalMetricsApi: { apiService: { registered: true } } }, 'registered'],
    ["a service's value at another service", { kedaScaler: { sink: 'nats' } }, 'sink'],
    ['a text for a number', { metricsPoller: { replicas: 'two' } }, 'replicas'],
    ['a choice that is none', { logPreprocessor: { sink: 'kafka' } }, 'sink'],
    ['a name of a cluster that Datadog refuses', { datadog: { clusterName: 'Prod_1' } }, 'clusterName'],
    ['a variable without a name', { clusterAgent: { env: [{ value: 'x' }] } }, 'env'],
    ['a token for all subjects that NATS refuses', { nats: { subjectRoot: 'a.b' } }, 'subjectRoot'],
    ['fewer than no replicas', { metricsPoller: { replicas: -1 } }, '/metricsPoller/replicas'],
    ['no server at all', { nats: { replicas: 0 } }, '/nats/replicas'],
    ['a part that is more than the whole', { tracing: { ratio: 5 } }, '/tracing/ratio'],
    ['a port that there is not', { kedaScaler: { service: { port: 99999 } } }, '/kedaScaler/service/port'],
    ['one to connect to', { networkPolicy: { egressPorts: [0] } }, '/networkPolicy/egressPorts/0'],
    ['a lease that is too short to renew', { datadog: { leaderLeaseDuration: 1 } }, '/datadog/leaderLeaseDuration'],
    ['a name that ends in a hyphen', { nameOverride: 'abc-' }, '/nameOverride'],
    ['one that begins with what Services may not', { fullnameOverride: '1abc' }, '/fullnameOverride'],
    [
      'a name that no object may have',
      { admissionWebhook: { webhookName: 'My_Hook' } },
      '/admissionWebhook/webhookName',
    ],
  ])('refuses %s', async (_, values, name) => {
    expect(await refusal(values)).toContain(name);
  });

  it.each(['INFO', 'info', 'off'])('takes the level %s, as Datadog writes it', async (logLevel) => {
    const objects = await renderValues({ datadog: { logLevel, clusterName: '' } });
    expect(envOf(objects, 'keda-scaler')).toMatchObject({ DD_LOG_LEVEL: logLevel.toLowerCase() });
    expect(envOf(objects, 'metrics-poller')).not.toHaveProperty('DD_CLUSTER_NAME');
  });

  it('leaves maps free', async () => {
    const values = {
      metricsPoller: { podAnnotations: { any: 'thing' }, affinity: { podAffinity: {} } },
      commonLabels: { a: 'b' },
    };
    await expect(renderValues(values)).resolves.not.toHaveLength(0);
  });
});

describe('templates', () => {
  it.each([
    [
      { metricsPoller: { pdb: { minAvailable: 1, maxUnavailable: 1 } } },
      'metricsPoller.pdb: set minAvailable or maxUnavailable, not both',
    ],
    [{ metricsPoller: { replicas: 3, pdb: { minAvailable: 3 } } }, '3 of 3 pods would never let a node be drained'],
    [{ defaults: { pdb: { minAvailable: '100%' } } }, 'would never let a node be drained'],
    [{ nats: { jetstream: { size: 'much' } } }, 'nats.jetstream.size: much is no size; such as 5Gi'],
    [
      { nats: { jetstream: { maxMemory: '1GB' } } },
      'nats.jetstream.maxMemory: 1GB for streams in memory do not go into',
    ],
    [{ nats: { replicas: 2 } }, 'nats.replicas: 1, or 3 and more'],
    [{ images: { registry: '' } }, 'images.registry: name the registry that has the images'],
    [{ nats: { enabled: false } }, 'leave nats.enabled true, or set nats.external.url'],
    [{ nats: { external: { url: 'nats://far:4222', auth: true } } }, 'nats.auth.existingSecret'],
    [{ clusterAgent: { token: 'short' } }, 'clusterAgent.token: at least 32 characters'],
    [{ kedaScaler: { tls: { clientAuth: true } } }, 'kedaScaler.tls.existingSecret'],
    [{ defaults: { serviceAccount: { name: 'shared' } } }, 'serviceAccount.name: shared is made for admission-webhook'],
    [{ logPreprocessor: { sink: 'file' } }, 'logPreprocessor.envDict.DD_LOG_PREPROCESSOR_SINK_PATH'],
    [{ externalMetricsApi: { certificate: { existingSecret: 'mine' } } }, 'externalMetricsApi.certificate'],
  ])('refuse %j', async (values, message) => {
    expect(await refusal(values)).toContain(message);
  });
});

describe('generated files', () => {
  it.each(Object.entries({ generateChartNatsUsers, generateChartPermissions, generateChartValues, generateCrds }))(
    'are as their sources say: %s',
    (_, generate) => {
      for (const { path, text } of generate()) expect([path, readFileSync(path, 'utf8')]).toEqual([path, text]);
    },
  );
});
