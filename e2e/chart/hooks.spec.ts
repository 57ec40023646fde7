import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifests } from '../lab/apply.ts';
import { find, kubectl, render, renderValues, type Rendered } from './helm.ts';
import { applyText, kubeconfig, namespace, prepareCluster, release, uninstall } from './release.ts';
import { accessReviewer } from './rights.ts';

type PodSpec = Rendered['spec'];

function podSpecs(objects: readonly Rendered[]): PodSpec[] {
  return objects.flatMap(({ kind, spec }) => (kind === 'Pod' ? [spec] : (spec?.template?.spec ?? [])));
}

function podOf(job: Rendered): PodSpec {
  return job['spec'].template.spec;
}

function namesOfEnv(pod: PodSpec): string[] {
  return pod.containers[0].env.map(({ name }: { name: string }) => name);
}

/** What admission-webhook would have registered. */
async function register(service: { name: string; namespace: string }): Promise<void> {
  const name = 'datadog.webhook.agent.config';
  const webhook = {
    name,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    clientConfig: { service },
    rules: [],
  };
  const metadata = { name: 'datadog-webhook' };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  await applyText(JSON.stringify({ apiVersion, kind: 'MutatingWebhookConfiguration', metadata, webhooks: [webhook] }));
}

/** Jobs that would run before an upgrade: their pods. */
async function hooksOf(...args: readonly string[]): Promise<PodSpec[]> {
  const said = await release('upgrade', '--dry-run=server', '-o', 'json', ...args);
  const hooks: { name: string; events: string[]; manifest: string }[] = JSON.parse(said).hooks;
  return hooks
    .filter(({ events }) => events.includes('pre-upgrade'))
    .map(({ manifest }) => podOf(parseManifests(manifest)[0] as Rendered));
}

/** Secrets of the release that the clean-up deletes. */
async function secretsOf(values: object): Promise<string[]> {
  const pod = podOf(find(await renderValues(values), 'Job', 'clean-up'));
  const { value }: { value: string } = pod.containers[0].env.find(({ name }: { name: string }) => name === 'PATHS');
  return [...value.matchAll(/secrets\/r-dogwatch-([a-z-]+)/g)].map(([, name = '']) => name).toSorted();
}

describe('logins for the registry', () => {
  it.each([[['login', 'other']], [[{ name: 'login' }, { name: 'other' }]]])(
    'as %j go to every pod',
    async (pullSecrets) => {
      const pods = podSpecs(await renderValues({ images: { pullSecrets } }));
      expect(pods.length).toBeGreaterThan(10);
      for (const pod of pods) expect(pod.imagePullSecrets).toEqual([{ name: 'login' }, { name: 'other' }]);
    },
  );
});

describe('scripts', () => {
  it('run with the image of a service that is on', async () => {
    const off = { enabled: false };
    const objects = await renderValues({
      images: { registry: 'registry.example.com', repository: 'mirror/dogwatch', tag: '1.2.3' },
      nats: { external: { url: 'nats://far:4222' } },
      admissionWebhook: off,
      externalMetricsApi: off,
      kedaScaler: off,
      metricsPoller: off,
      monitorSync: off,
    });
    const images = podSpecs(objects).flatMap(({ containers }) =>
      containers.map(({ image }: { image: string }) => image),
    );
    expect(new Set(images)).toEqual(new Set(['registry.example.com/mirror/dogwatch/log-preprocessor:1.2.3']));
  });
});

describe('the Job that unregisters the webhook', () => {
  it('does not wait for a Secret of NATS, and knows the rest of the environment', async () => {
    const pod = podOf(
      find(
        await renderValues({
          nats: { tls: { existingSecret: 'nats-tls' } },
          clusterAgent: { envFrom: [{ configMapRef: { name: 'all' } }] },
          admissionWebhook: {
            webhookName: 'ours',
            envFrom: [{ secretRef: { name: 'own' } }],
            envDict: { ANY: 'thing' },
          },
        }),
        'Job',
        'unregister',
      ),
    );
    expect(namesOfEnv(pod).filter((name) => name.startsWith('NATS_'))).toEqual([]);
    expect(pod.containers[0].env).toContainEqual({ name: 'DD_ADMISSION_CONTROLLER_WEBHOOK_NAME', value: 'ours' });
    expect(pod.containers[0].env).toContainEqual({ name: 'ANY', value: 'thing' });
    expect(pod.containers[0].envFrom).toEqual([{ configMapRef: { name: 'all' } }, { secretRef: { name: 'own' } }]);
    expect(pod.volumes).toBeUndefined();
  });

  it('is rendered where the service is', async () => {
    const objects = await render('--set', 'admissionWebhook.enabled=false');
    expect(() => find(objects, 'Job', 'unregister')).toThrow('no Job unregister');
  });
});

describe('a webhook that an upgrade switches off or renames', () => {
  const account = `system:serviceaccount:${namespace}:r-dogwatch-admission-webhook`;

  beforeAll(async () => {
    await prepareCluster();
    await release('install');
    await register({ name: 'r-dogwatch-admission-webhook', namespace });
  });
  afterAll(async () => {
    await kubectl(['delete', 'mutatingwebhookconfiguration', 'datadog-webhook'], kubeconfig);
    await uninstall();
  });

  it('stays where neither happens', async () => {
    expect(await hooksOf()).toEqual([]);
    expect(await hooksOf('--set', 'kedaScaler.enabled=false')).toEqual([]);
  });

  it.each(['admissionWebhook.enabled=false', 'admissionWebhook.webhookName=other', 'clusterAgent.enabled=false'])(
    'is taken out of the API server before, with the rights it has until then: %s',
    async (value) => {
      const [pod, ...others] = await hooksOf('--set', value, '--set', 'images.tag=next');
      expect(others).toEqual([]);
      expect(pod.serviceAccountName).toBe('r-dogwatch-admission-webhook');
      expect(pod.containers[0]).toMatchObject({
        image: 'docker.io/dogwatch/admission-webhook:0.1.0',
        args: ['unregister'],
      });
      const name = 'datadog-webhook';
      expect(pod.containers[0].env).toContainEqual({ name: 'DD_ADMISSION_CONTROLLER_WEBHOOK_NAME', value: name });
      const may = accessReviewer(kubeconfig);
      const what = { group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations', name };
      for (const verb of ['patch', 'delete'])
        expect([verb, await may(account, { verb, ...what })]).toEqual([verb, true]);
    },
  );

  it('stays where it calls somebody else, or the values say so', async () => {
    expect(await hooksOf('--set', 'admissionWebhook.enabled=false,admissionWebhook.unregisterOnDelete=false')).toEqual(
      [],
    );
    await register({ name: 'datadog-cluster-agent', namespace });
    expect(await hooksOf('--set', 'admissionWebhook.enabled=false')).toEqual([]);
  });
});

describe('the clean-up', () => {
  it('takes what services, cert-manager and the chart have made, and no Secret that is given', async () => {
    const made = [
      'admission-webhook-ca',
      'cluster-agent',
      'external-metrics-api-ca',
      'external-metrics-api-cert',
      'nats',
      'webhook-certificate',
      'webhook-certificate-ca',
    ];
    for (const by of ['chart', 'job']) expect(await secretsOf({ generatedSecrets: { by } })).toEqual(made);
    const given = {
      nats: { auth: { existingSecret: 'r-dogwatch-nats' } },
      clusterAgent: { tokenExistingSecret: 'r-dogwatch-cluster-agent' },
    };
    expect(await secretsOf(given)).toEqual(made.filter((name) => !['nats', 'cluster-agent'].includes(name)));
  });
});
