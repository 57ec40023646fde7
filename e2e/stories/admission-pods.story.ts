import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import type { Manifest } from '../lab/apply.ts';
import { eventually, type Lab } from '../lab/lab.ts';
import { createPod, isMutated, optedIn, type Pod, toPod } from '../lab/pods.ts';
import { startWebhookLab, type WebhookLab } from '../lab/webhook-lab.ts';

const namespace = 'dogwatch-pods';
const shop = 'dogwatch-pods-shop';
let started: WebhookLab;
let lab: Lab;
let replica: AppProcess;

beforeAll(async () => {
  started = await startWebhookLab(namespace, shop);
  ({ lab, replica } = started);
});

afterAll(() => started.stop());

const image = 'registry.k8s.io/pause:3.10';

/** A pod with much that typed webhooks are known to lose. */
function toRichPod(name: string, enabled: 'false' | 'true'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: shop,
      labels: { 'admission.datadoghq.com/enabled': enabled, 'tags.datadoghq.com/env': 'test' },
      annotations: { 'admission.datadoghq.com/js-lib.version': 'v5' },
      finalizers: ['example.com/kept'],
    },
    spec: {
      automountServiceAccountToken: false,
      schedulingGates: [{ name: 'example.com/wait' }],
      hostUsers: false,
      terminationGracePeriodSeconds: 5,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' }, supplementalGroupsPolicy: 'Strict' },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: {},
          matchLabelKeys: ['pod-template-hash'],
        },
      ],
      initContainers: [
        {
          name: 'mesh',
          image,
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['true'] }, failureThreshold: 3 },
          lifecycle: { preStop: { sleep: { seconds: 1 } } },
        },
        { name: 'migrate', image, env: [{ name: 'A', value: '$(B)' }] },
      ],
      containers: [
        {
          name: 'app',
          image,
          env: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=64' }],
          resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
          volumeMounts: [{ name: 'data', mountPath: '/data', recursiveReadOnly: 'Disabled', readOnly: true }],
        },
        { name: 'helper', image, env: [{ name: 'DD_AGENT_HOST', value: 'mine' }] },
      ],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'manual', image: { reference: 'example.com/data:1', pullPolicy: 'IfNotPresent' } },
      ],
    },
  };
}

/** A pod without what the webhook adds and without what every object has for itself. */
function withoutAdditions(pod: Pod): unknown {
  const ours = new Set(['datadog-auto-instrumentation', 'datadog-lib-js-init']);
  const isOurs = ({ name }: { readonly name: string }): boolean => ours.has(name);
  const strip = (container: Pod['spec']['containers'][number]): unknown => ({
    ...container,
    env: (container.env ?? []).filter(({ name }) => !name.startsWith('DD_') && name !== 'NODE_OPTIONS'),
    volumeMounts: ((container['volumeMounts'] ?? []) as { name: string }[]).filter((mount) => !isOurs(mount)),
  });
  return {
    ...pod.spec,
    containers: pod.spec.containers.map(strip),
    initContainers: (pod.spec.initContainers ?? []).filter((container) => !isOurs(container)).map(strip),
    volumes: (pod.spec.volumes ?? []).filter((volume) => !isOurs(volume)),
  };
}

describe('a pod with native sidecars and fields of recent versions', () => {
  let changed: Pod;
  let left: Pod;

  beforeAll(async () => {
    changed = await createPod(lab, toRichPod('rich-in', 'true'), '?dryRun=All&fieldValidation=Strict');
    left = await createPod(lab, toRichPod('rich-out', 'false'), '?dryRun=All&fieldValidation=Strict');
  });

  test('keeps everything it had', () => {
    expect(withoutAdditions(changed)).toEqual(withoutAdditions(left));
    expect(changed.metadata).toMatchObject({ finalizers: ['example.com/kept'] });
  });

  test('keeps its sidecar a sidecar, in its place, and gets the library before it', () => {
    const names = changed.spec.initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy]);
    expect(names).toEqual([
      ['datadog-lib-js-init', undefined],
      ['mesh', 'Always'],
      ['migrate', undefined],
    ]);
  });

  test('gets what was asked for, and keeps the values that were its own', () => {
    const [app, helper] = changed.spec.containers;
    const valueOf = (container: typeof app, name: string): string | undefined =>
      container?.env?.find((variable) => variable.name === name)?.value;
    expect(valueOf(app, 'DD_ENV')).toBe('test');
    expect(valueOf(app, 'NODE_OPTIONS')).toBe(
      '--max-old-space-size=64 --require=/datadog-lib/node_modules/dd-trace/init',
    );
    expect(valueOf(helper, 'DD_AGENT_HOST')).toBe('mine');
  });
});

describe('pods that are none of its business', () => {
  test('a pod that opted out, and one that says nothing', async () => {
    expect(isMutated(await createPod(lab, toPod(shop, 'out', { 'admission.datadoghq.com/enabled': 'false' })))).toBe(
      false,
    );
    expect(isMutated(await createPod(lab, toPod(shop, 'silent', {})))).toBe(false);
    expect(isMutated(await createPod(lab, toPod(shop, 'in')))).toBe(true);
  });

  test.each(['kube-system', namespace])('opted-in pods of %s', async (place) => {
    await eventually(() => lab.get(`/api/v1/namespaces/${place}/serviceaccounts/default`));
    expect(isMutated(await createPod(lab, toPod(place, 'never', optedIn), '?dryRun=All'))).toBe(false);
  });

  test('no webhook was called for any of them, and no pod of ours waited for another', async () => {
    const text = await replica.metricsText();
    expect(text).not.toMatch(/reason="(OptedOut|NotOptedIn|ExcludedNamespace)"/);
  });
});

describe('why', () => {
  test('whoever creates a pod is told what went wrong', async () => {
    const pod = toPod(shop, 'wrong');
    const annotations = { 'admission.datadoghq.com/cobol-lib.version': 'v1' };
    const answer = await lab.client.raw('POST', `/api/v1/namespaces/${shop}/pods?dryRun=All`, {
      body: { ...pod, metadata: { ...pod.metadata, annotations } },
    });
    if (!answer.ok) throw new Error(answer.message);
    answer.value.body.destroy();
    expect(answer.value.status).toBe(201);
    expect(String(answer.value.headers['warning'])).toContain('cobol');
  });
});
