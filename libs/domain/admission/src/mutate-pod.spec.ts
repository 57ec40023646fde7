import { describe, expect, it } from 'vitest';
import type { JsonValue } from './json.js';
import { mutateForWebhook, mutatePod, webhookOrder } from './mutate-pod.js';
import { isEnabled } from './webhook-step.js';
import { context, envOf, optedIn, plan } from './testing/pods.js';

const enabled = 'admission.datadoghq.com/enabled';

function reasons(pod: JsonValue, environment: Readonly<Record<string, string>> = {}, namespace = 'shop') {
  const { edits, decisions } = mutateForWebhook('agent_config', pod, plan(environment), { ...context, namespace });
  return [edits.length > 0, ...decisions.map(({ reason }) => reason)];
}

describe('the switch', () => {
  const unlabelled = { spec: { containers: [{ name: 'app' }] } };
  const everyPod = { DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: 'true' };

  it('is the label', () => {
    expect(reasons(optedIn())).toEqual([true, 'OptedIn', 'Injected']);
    expect(reasons(optedIn({ labels: { [enabled]: 'false' } }), everyPod)).toEqual([false, 'OptedOut']);
  });

  it('without the label is the setting for unlabelled pods', () => {
    expect(reasons(unlabelled)).toEqual([false, 'NotOptedIn']);
    expect(reasons(unlabelled, everyPod)).toEqual([true, 'OptedIn', 'Injected']);
  });

  it('takes any other label for none, with a warning', () => {
    const pod = optedIn({ labels: { [enabled]: 'True' } });
    expect(reasons(pod)).toEqual([false, 'BadLabel', 'NotOptedIn']);
    expect(reasons(pod, everyPod)).toEqual([true, 'BadLabel', 'OptedIn', 'Injected']);
  });

  it('is off in kube-system and in our own namespace, even with the label', () => {
    expect(reasons(optedIn(), everyPod, 'kube-system')).toEqual([false, 'ExcludedNamespace']);
    expect(reasons(optedIn(), everyPod, 'datadog')).toEqual([false, 'ExcludedNamespace']);
    const own = { ...optedIn(), metadata: { namespace: 'datadog', labels: { [enabled]: 'true' } } };
    expect(reasons(own, everyPod, '')).toEqual([false, 'ExcludedNamespace']);
  });
});

function enabledWith(environment: Readonly<Record<string, string>>) {
  return webhookOrder.filter((webhook) => isEnabled(webhook, plan(environment)));
}

describe('a webhook', () => {
  it('is turned off by its option, or all by one', () => {
    expect(enabledWith({})).toEqual(['agent_config', 'standard_tags', 'lib_injection']);
    expect(enabledWith({ DD_ADMISSION_CONTROLLER_MUTATION_ENABLED: 'false' })).toEqual([]);
    expect(enabledWith({ DD_ADMISSION_CONTROLLER_INJECT_TAGS_ENABLED: 'false' })).toEqual([
      'agent_config',
      'lib_injection',
    ]);
    expect(enabledWith({ DD_APM_INSTRUMENTATION_TARGETS: '{}' })).toEqual(['agent_config', 'standard_tags']);
    expect(reasons(optedIn(), { DD_ADMISSION_CONTROLLER_INJECT_CONFIG_ENABLED: 'false' })).toEqual([
      false,
      'WebhookDisabled',
    ]);
  });

  it('warns once, whichever webhooks say the same', () => {
    const labels = { 'admission.datadoghq.com/config.mode': 'tcp' };
    const annotations = { 'admission.datadoghq.com/js-lib.version': 'v5' };
    const { warnings, decisions } = mutatePod(optedIn({ labels, annotations }), plan(), context);
    expect(decisions.filter(({ warns }) => warns)).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });

  it('that fails leaves the pod to the next', () => {
    const { pod, failure } = mutatePod(
      optedIn({ labels: { 'tags.datadoghq.com/env': 'dev' } }),
      plan({ DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'tcp' }),
      context,
    );
    expect(envOf(pod)).toEqual(['DD_ENV=dev']);
    expect(failure?.reason).toBe('InvalidConfigMode');
  });
});

it("makes of the tutorial's pod what the tutorial shows", () => {
  const labels = {
    'tags.datadoghq.com/service': 'menu',
    'tags.datadoghq.com/env': 'development',
    'tags.datadoghq.com/version': '1.0',
  };
  const annotations = { 'admission.datadoghq.com/python-lib.version': 'v1.6.6' };
  const containers = [{ name: 'app', env: [{ name: 'FLASK_APP', value: 'menu.py' }] }];
  const { pod } = mutatePod(optedIn({ labels, annotations, spec: { containers } }), plan(), context);
  expect(envOf(pod)).toEqual([
    'DD_VERSION=1.0',
    'DD_SERVICE=menu',
    'DD_ENV=development',
    'DD_INTERNAL_POD_UID',
    'DD_EXTERNAL_ENV=it-false,cn-app,pu-$(DD_INTERNAL_POD_UID)',
    'DD_ENTITY_ID',
    'DD_AGENT_HOST',
    'FLASK_APP=menu.py',
    'PYTHONPATH=/datadog-lib/',
  ]);
  expect(pod).toMatchObject({
    spec: {
      containers: [{ volumeMounts: [{ name: 'datadog-auto-instrumentation', mountPath: '/datadog-lib' }] }],
      initContainers: [
        { command: ['sh', 'copy-lib.sh', '/datadog-lib'], image: 'gcr.io/datadoghq/dd-lib-python-init:v1.6.6' },
      ],
      volumes: [{ name: 'datadog-auto-instrumentation', emptyDir: {} }],
    },
  });
});

it.each([
  [null, 'the pod is no object'],
  [{ spec: [] }, 'spec is no object'],
  [{ spec: {}, metadata: 1 }, 'metadata is no object'],
  [{ spec: {}, metadata: { labels: { a: 1 } } }, 'metadata.labels is no object of texts'],
  [{ spec: { containers: {} } }, 'spec.containers is no list of objects'],
  [{ spec: { containers: [{}] } }, 'spec.containers[0] has no name'],
  [{ spec: { initContainers: [{ name: 'a', env: [1] }] } }, 'spec.initContainers[0].env is no list of objects'],
  [{ spec: { volumes: 'x' } }, 'spec.volumes is no list of objects'],
])('leaves %j alone: %s', (pod: JsonValue, message) => {
  const mutation = mutatePod(pod, plan(), context);
  expect(mutation.edits).toEqual([]);
  expect(mutation.decisions[0]).toMatchObject({ reason: 'MalformedPod', message });
});

it('leaves a pod alone that has more containers than any node could run', () => {
  const containers = Array.from({ length: 1001 }, (_, index) => ({ name: `c${index}` }));
  const names = containers.map(({ name }) => [`admission.datadoghq.com/${name}.java-lib.version`, 'v1']);
  const pod = optedIn({ spec: { containers }, annotations: Object.fromEntries(names) });
  const { edits, warnings } = mutatePod(pod, plan(), context);
  expect(edits).toEqual([]);
  expect(warnings).toEqual(['spec.containers has 1001 entries, and no more than 1000 are looked at']);
});
