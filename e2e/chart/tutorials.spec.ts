import { describe, expect, it } from 'vitest';
import { deployments, envOf, find, render, renderValues } from './helm.ts';
import { services } from '../services.ts';

describe('the lines of the tutorials', () => {
  it('--set datadog.apiKey and appKey makes the Secret and mounts it', async () => {
    const objects = await render('--set', 'datadog.apiKey=aaaa,datadog.appKey=bbbb');
    expect(find(objects, 'Secret', 'credentials')['data']).toEqual({ 'api-key': 'YWFhYQ==', 'app-key': 'YmJiYg==' });
    const env = envOf(objects, 'metrics-poller');
    expect(env).toMatchObject({ DD_API_KEY_FILE: '/etc/dogwatch/credentials/api-key' });
    expect(JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret'))).not.toContain('aaaa');
  });

  it('--set apiKey, appKey and datadogMonitor.enabled, as for the operator', async () => {
    const objects = await render(
      '--set',
      'apiKey=aaaa',
      '--set',
      'appKey=bbbb',
      '--set',
      'datadogMonitor.enabled=true',
    );
    expect(find(objects, 'Secret', 'credentials')['data']).toEqual({ 'api-key': 'YWFhYQ==', 'app-key': 'YmJiYg==' });
    expect(deployments(objects)).toContain('monitor-sync');
    expect(deployments(await render('--set', 'datadogMonitor.enabled=false'))).not.toContain('monitor-sync');
  });

  it('--set image.tag=1.8.0 leaves our images as they are', async () => {
    const objects = await render('--set', 'image.tag=1.8.0', '--set', 'images.tag=9.9.9');
    const { image } = find(objects, 'Deployment', 'keda-scaler')['spec'].template.spec.containers[0];
    expect(image).toBe('docker.io/dogwatch/keda-scaler:9.9.9');
  });

  it('clusterAgent.metricsProvider beside KEDA', async () => {
    const objects = await render(
      ...[
        'metricsProvider.enabled=true',
        'metricsProvider.registerAPIService=false',
        'metricsProvider.useDatadogMetrics=true',
      ].flatMap((value) => ['--set', `clusterAgent.${value}`]),
      '--set',
      'clusterAgent.env[0].name=DD_EXTERNAL_METRICS_PROVIDER_ENABLE_DATADOGMETRIC_AUTOGEN,clusterAgent.env[0].value=false',
      '--set',
      'externalMetricsApi.service.aliases={datadog-cluster-agent-metrics-server}',
    );
    expect(objects.map(({ kind }) => kind)).not.toContain('APIService');
    expect(envOf(objects, 'metrics-poller')).toMatchObject({
      DD_EXTERNAL_METRICS_PROVIDER_ENABLE_DATADOGMETRIC_AUTOGEN: 'false',
    });
    const alias = find(objects, 'Service', 'datadog-cluster-agent-metrics-server');
    expect(alias['spec'].ports).toEqual([{ name: 'https', port: 8443, targetPort: 'https', protocol: 'TCP' }]);
    expect(envOf(objects, 'external-metrics-api')).toMatchObject({
      DD_EXTERNAL_METRICS_PROVIDER_SERVICE_NAMES:
        'r-dogwatch-external-metrics-api,datadog-cluster-agent-metrics-server',
    });
  });

  it('clusterAgent.admissionController', async () => {
    const on = await renderValues({
      clusterAgent: {
        replicas: 4,
        admissionController: {
          enabled: true,
          mutateUnlabelled: true,
          failurePolicy: 'Fail',
          configMode: 'socket',
          port: 9000,
          webhookName: 'other',
        },
      },
    });
    expect(envOf(on, 'admission-webhook')).toMatchObject({
      DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: 'true',
      DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'Fail',
      DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'socket',
      DD_ADMISSION_CONTROLLER_PORT: '9000',
    });
    expect(find(on, 'Deployment', 'admission-webhook')['spec'].replicas).toBe(4);
    const named = find(on, 'ClusterRole', 'admission-webhook')['rules'].flatMap(
      ({ resourceNames }: { resourceNames?: string[] }) => resourceNames ?? [],
    );
    expect(named).toEqual(['other']);
    expect(deployments(await render('--set', 'clusterAgent.admissionController.enabled=false'))).not.toContain(
      'admission-webhook',
    );
  });

  it('clusterAgent.metricsProvider.enabled=false and clusterAgent.enabled=false turn off what they were', async () => {
    const without = ['external-metrics-api', 'metrics-poller'];
    const objects = await render('--set', 'clusterAgent.metricsProvider.enabled=false');
    expect(deployments(objects)).toEqual(services.filter((app) => !without.includes(app)));
    expect(deployments(await render('--set', 'clusterAgent.enabled=false'))).toEqual([
      'keda-scaler',
      'log-preprocessor',
      'monitor-sync',
    ]);
  });

  it('takes existing Secrets, one for both keys or one each', async () => {
    const both = await render('--set', 'datadog.apiKeyExistingSecret=keys');
    expect(JSON.stringify(find(both, 'Deployment', 'monitor-sync')['spec'].template.spec.volumes)).toContain(
      '{"secret":{"items":[{"key":"app-key","path":"app-key"}],"name":"keys","optional":true}}',
    );
    const each = await render('--set', 'datadog.apiKeyExistingSecret=keys,datadog.appKeyExistingSecret=others');
    expect(JSON.stringify(find(each, 'Deployment', 'monitor-sync')['spec'].template.spec.volumes)).toContain(
      '"others"',
    );
    expect(each.map(({ kind }) => kind)).not.toContain('Secret');
  });
});
