import { describe, expect, it } from 'vitest';
import { applyPatch } from './json-patch.js';
import type { JsonValue } from './json.js';
import { mutateForWebhook } from './mutate-pod.js';
import { context, envOf, optedIn, plan } from './testing/pods.js';

function mutate(pod: JsonValue, environment: Readonly<Record<string, string>> = {}) {
  return mutateForWebhook('agent_config', pod, plan(environment), context);
}

describe('the way to the agent', () => {
  it('is the address of the node', () => {
    expect(envOf(mutate(optedIn()).pod)).toEqual([
      'DD_INTERNAL_POD_UID',
      'DD_EXTERNAL_ENV=it-false,cn-app,pu-$(DD_INTERNAL_POD_UID)',
      'DD_ENTITY_ID',
      'DD_AGENT_HOST',
    ]);
  });

  it('is the Service of the agents in our namespace', () => {
    const { pod } = mutate(optedIn(), {
      DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'service',
      DD_ADMISSION_CONTROLLER_INJECT_CONFIG_LOCAL_SERVICE_NAME: 'agents',
    });
    expect(envOf(pod)).toContain('DD_AGENT_HOST=agents.datadog.svc.cluster.local');
  });

  it('is a shared directory of sockets, mounted read-only and safe to evict', () => {
    const { pod } = mutate(optedIn({ labels: { 'admission.datadoghq.com/config.mode': 'Socket' } }));
    expect(envOf(pod)).toContain('DD_TRACE_AGENT_URL=unix:///var/run/datadog/apm.socket');
    expect(pod).toMatchObject({
      metadata: { annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'datadog' } },
      spec: {
        containers: [{ volumeMounts: [{ name: 'datadog', mountPath: '/var/run/datadog', readOnly: true }] }],
        volumes: [{ name: 'datadog', hostPath: { path: '/var/run/datadog', type: 'DirectoryOrCreate' } }],
      },
    });
  });

  it('is two CSI volumes with the driver, and sockets of the node without it', () => {
    const pod = optedIn({ labels: { 'admission.datadoghq.com/config.mode': 'csi' } });
    const withDriver = mutate(pod, { DD_CSI_ENABLED: 'true', DD_CSI_DRIVER: 'csi.example' });
    expect(withDriver.pod).toMatchObject({
      spec: {
        volumes: [
          { name: 'datadog-dsd', csi: { driver: 'csi.example', volumeAttributes: { type: 'DSDSocketDirectory' } } },
          { name: 'datadog-apm', csi: { driver: 'csi.example', volumeAttributes: { type: 'APMSocketDirectory' } } },
        ],
      },
    });
    const without = mutate(pod);
    expect(without.pod).toMatchObject({ spec: { volumes: [{ name: 'datadog', hostPath: {} }] } });
    expect(without.decisions.map(({ reason }) => reason)).toContain('CsiDisabled');
  });

  it('mounts nothing where the path is taken, and then adds no volume', () => {
    const volumeMounts = [{ name: 'mine', mountPath: '/var/run/datadog' }];
    const pod = optedIn({
      labels: { 'admission.datadoghq.com/config.mode': 'socket' },
      spec: { containers: [{ name: 'app', volumeMounts }], volumes: [{ name: 'mine' }] },
    });
    expect(mutate(pod).pod).toMatchObject({ spec: { containers: [{ volumeMounts }], volumes: [{ name: 'mine' }] } });
  });

  it('fails when the configured mode is none, unless the pod names one', () => {
    const environment = { DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'tcp' };
    const failed = mutate(optedIn(), environment);
    expect(failed).toMatchObject({ edits: [], failure: { reason: 'InvalidConfigMode' } });
    const labelled = mutate(optedIn({ labels: { 'admission.datadoghq.com/config.mode': 'hostip' } }), environment);
    expect(labelled.failure).toBeUndefined();
  });

  it('warns about labels nobody knows and goes by the options', () => {
    const labels = {
      'admission.datadoghq.com/config.mode': 'tcp',
      'admission.datadoghq.com/config.type_socket_volumes': 'maybe',
    };
    const { warnings, pod } = mutate(optedIn({ labels }));
    expect(warnings).toEqual([
      'the label admission.datadoghq.com/config.mode is "tcp" and is ignored; right are hostip, service, socket, csi',
      'the label admission.datadoghq.com/config.type_socket_volumes is "maybe" and is ignored; right are true, false',
    ]);
    expect(envOf(pod)).toContain('DD_AGENT_HOST');
  });
});

it('tells init containers that they are some, but not those that only copy libraries', () => {
  const pod = optedIn({ spec: { initContainers: [{ name: 'setup' }, { name: 'datadog-lib-java-init' }] } });
  const mutated = mutate(pod).pod;
  expect(envOf(mutated, 'setup')).toContain('DD_EXTERNAL_ENV=it-true,cn-setup,pu-$(DD_INTERNAL_POD_UID)');
  expect(envOf(mutated, 'datadog-lib-java-init')).toEqual([]);
});

it('adds single variables before those of the pod and touches nothing else', () => {
  const container = { name: 'app', env: [{ name: 'Z', future: null }], future: { a: [1, null] } };
  const pod = optedIn({ spec: { containers: [container], ephemeralContainers: [{ name: 'debug' }] } });
  const { edits } = mutate(pod);
  expect(edits.map(({ op, path }) => `${op} ${path}`)).toEqual([
    'add /spec/containers/0/env/0',
    'add /spec/containers/0/env/1',
    'add /spec/containers/0/env/2',
    'add /spec/containers/0/env/3',
  ]);
  const patched = applyPatch(pod, edits);
  expect(patched).toMatchObject({ value: { spec: { containers: [{ future: { a: [1, null] } }] } } });
});
