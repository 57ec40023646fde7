import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.js';
import { mutateForLibraries, mutateForWebhook } from '../mutate-pod.js';
import type { MutationContext } from '../plan.js';
import { context, envOf, optedIn, plan, type PodExample } from '../testing/pods.js';

const prefix = 'admission.datadoghq.com/';
const v2 = { DD_APM_INSTRUMENTATION_VERSION: 'v2' };
const singleStep = { DD_APM_INSTRUMENTATION_ENABLED: 'true', DD_APM_INSTRUMENTATION_LIB_VERSIONS: '{"java":"v1"}' };

function annotated(annotations: Readonly<Record<string, string>>, rest: PodExample = {}): JsonObject {
  const entries = Object.entries(annotations).map(([key, value]) => [`${prefix}${key}`, value]);
  return optedIn({ ...rest, annotations: Object.fromEntries(entries) });
}

function mutate(
  pod: JsonObject,
  environment: Readonly<Record<string, string>> = {},
  extra: Partial<MutationContext> = {},
) {
  return mutateForLibraries(pod, plan(environment), { ...context, ...extra });
}

function annotationsOf(pod: unknown): Readonly<Record<string, string>> {
  return Object(pod).metadata.annotations;
}

describe('through variables of the languages (v1)', () => {
  it('extends, prepends or replaces values where they stand and appends the rest', () => {
    const env = [
      { name: 'JAVA_TOOL_OPTIONS', value: '-Xmx1g' },
      { name: 'PYTHONPATH', value: '/app' },
      { name: 'CORECLR_PROFILER', value: 'mine' },
    ];
    const pod = annotated(
      { 'java-lib.version': 'v1', 'python-lib.version': 'v4', 'dotnet-lib.version': 'v3' },
      { spec: { containers: [{ name: 'app', env }] } },
    );
    const values = envOf(mutate(pod).pod);
    expect(values.slice(0, 3)).toEqual([
      expect.stringMatching(/^JAVA_TOOL_OPTIONS=-Xmx1g -javaagent:\/datadog-lib\/dd-java-agent\.jar /),
      'PYTHONPATH=/datadog-lib/:/app',
      'CORECLR_PROFILER={846F5F1C-F9AE-4B07-969E-05C26BC060D8}',
    ]);
    expect(values.slice(3)).toContain('CORECLR_ENABLE_PROFILING=1');
  });

  it('leaves out a language whose variable is a reference, and says so in the pod', () => {
    const env = [{ name: 'PYTHONPATH', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }];
    const both = annotated(
      { 'python-lib.version': 'v4', 'js-lib.version': 'v5' },
      { spec: { containers: [{ name: 'app', env }] } },
    );
    const { pod, injection, warnings } = mutate(both);
    expect(envOf(pod)).toEqual(['PYTHONPATH', 'NODE_OPTIONS= --require=/datadog-lib/node_modules/dd-trace/init']);
    expect(injection?.status).toBe('partial');
    expect(annotationsOf(pod)).toMatchObject({
      'internal.apm.datadoghq.com/injection-status': 'partial',
      'internal.apm.datadoghq.com/injection-error': 'container app: "PYTHONPATH" is defined via ValueFrom',
    });
    expect(warnings).toHaveLength(1);
  });

  it('fails when that was all', () => {
    const env = [{ name: 'PYTHONPATH', valueFrom: {} }];
    const pod = annotated({ 'python-lib.version': 'v4' }, { spec: { containers: [{ name: 'app', env }] } });
    expect(mutate(pod)).toMatchObject({
      edits: [],
      failure: { reason: 'DefinedByReference' },
      injection: { status: 'error' },
    });
  });

  it('fails with the reason that counts, even after a library that v1 cannot load', () => {
    const env = [{ name: 'RUBYOPT', valueFrom: {} }];
    const pod = annotated(
      { 'php-lib.version': 'v1', 'ruby-lib.version': 'v2' },
      { spec: { containers: [{ name: 'app', env }] } },
    );
    expect(mutate(pod).failure?.message).toBe('container app: "RUBYOPT" is defined via ValueFrom');
  });

  it('has nothing for PHP: a problem when it was asked for, none when all languages were', () => {
    expect(mutate(annotated({ 'php-lib.version': 'v1' })).injection?.status).toBe('skipped');
    const all = mutate(annotated({ 'all-lib.version': 'latest' }));
    expect(all.injection?.status).toBe('injected');
    expect(all.warnings).toEqual([]);
    expect(all.decisions.map(({ reason }) => reason)).toContain('NeedsInjector');
  });

  it('touches only the containers that annotations name', () => {
    const containers = [{ name: 'app' }, { name: 'side' }];
    const { pod } = mutate(annotated({ 'app.js-lib.version': 'v5' }, { spec: { containers } }));
    expect(pod).toMatchObject({ spec: { containers: [{ env: [{ name: 'NODE_OPTIONS' }] }, { name: 'side' }] } });
    expect(Object(pod).spec.containers[1]).toEqual({ name: 'side' });
  });

  it('takes one image a language', () => {
    const containers = [{ name: 'app' }, { name: 'side' }];
    const pod = annotated({ 'app.js-lib.version': 'v5', 'side.js-lib.version': 'v4' }, { spec: { containers } });
    const { pod: mutated, decisions } = mutate(pod);
    expect(Object(mutated).spec.initContainers).toHaveLength(1);
    expect(annotationsOf(mutated)['internal.apm.datadoghq.com/injection-status']).toBe('partial');
    expect(envOf(mutated, 'side')).toEqual([]);
    expect(decisions.map(({ reason }) => reason)).toContain('ConflictingImages');
  });
});

describe('through the injector (v2)', () => {
  const java = { 'java-lib.version': 'v1' };

  it('preloads the launcher and tells the tracers who installed them', () => {
    expect(envOf(mutate(annotated(java), v2).pod)).toEqual([
      'DD_INJECT_START_TIME=1700000000',
      'DD_INJECT_SENDER_TYPE=k8s',
      'LD_PRELOAD=/opt/datadog-packages/datadog-apm-inject/stable/inject/launcher.preload.so',
      'DD_INSTRUMENTATION_INSTALL_TYPE=k8s_lib_injection',
      'DD_INSTRUMENTATION_INSTALL_ID=',
      'DD_INSTRUMENTATION_INSTALL_TIME=1690000000',
    ]);
  });

  it('orders init containers: last language first, the injector, those of the pod', () => {
    const pod = annotated({ ...java, 'js-lib.version': 'v5' }, { spec: { initContainers: [{ name: 'own' }] } });
    const names = Object(mutate(pod, v2).pod).spec.initContainers.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['datadog-lib-js-init', 'datadog-lib-java-init', 'datadog-init-apm-inject', 'own']);
  });

  it('mounts images as volumes where the server can', () => {
    const pod = annotated({ ...java, 'apm-inject.injection-mode': 'image_volume' });
    expect(mutate(pod, v2).pod).toMatchObject({
      spec: {
        volumes: [
          { name: 'datadog-auto-instrumentation', image: { reference: 'gcr.io/datadoghq/apm-inject:0' } },
          { name: 'datadog-auto-instrumentation-etc', emptyDir: {} },
          { name: 'dd-lib-java', image: { reference: 'gcr.io/datadoghq/dd-lib-java-init:v1' } },
        ],
        initContainers: [{ name: 'datadog-apm-inject-preload' }],
      },
    });
    const old = plan({ ...v2 });
    const result = mutateForLibraries(
      pod,
      { ...old, environment: { ...old.environment, kubernetesVersion: 'v1.30.4' } },
      context,
    );
    expect(result.injection?.status).toBe('skipped');
    expect(result.warnings[0]).toContain('requires kubernetes version 1.33');
  });

  it('extends what is preloaded already, and leaves a reference alone', () => {
    const containers = [
      { name: 'app', env: [{ name: 'LD_PRELOAD', value: '/a.so' }] },
      { name: 'ref', env: [{ name: 'LD_PRELOAD', valueFrom: { fieldRef: {} } }] },
      { name: 'istio-proxy' },
    ];
    const { pod, injection } = mutate(annotated(java, { spec: { containers } }), v2);
    expect(envOf(pod).at(-1)).toMatch(/^LD_PRELOAD=\/a\.so:\/opt\//);
    expect(envOf(pod, 'ref').at(-1)).toBe('LD_PRELOAD');
    expect(envOf(pod, 'istio-proxy')).toEqual([]);
    expect(injection?.status).toBe('partial');
  });

  it('sets up debugging when the pod asks for it', () => {
    const values = envOf(mutate(annotated({ ...java, 'apm-inject.debug': 'true' }), v2).pod);
    expect(values.slice(0, 3)).toEqual([
      'DD_TRACE_DEBUG=true',
      'DD_TRACE_STARTUP_LOGS=true',
      'DD_APM_INSTRUMENTATION_DEBUG=true',
    ]);
  });

  it.each([
    ['apm-inject.injection-mode', 'magic'],
    ['apm-inject.version', 'no tag'],
    ['apm-inject.custom-image', ''],
  ])('ignores an annotation %s that cannot be, with a warning', (name, value) => {
    const { pod, warnings } = mutate(annotated({ ...java, [name]: value }), v2);
    expect(pod).toMatchObject({ spec: { initContainers: [{}, { image: 'gcr.io/datadoghq/apm-inject:0' }] } });
    expect(warnings).toEqual([expect.stringContaining(`admission.datadoghq.com/${name} is "${value}" and is ignored`)]);
  });

  it('refuses registries that are not allowed, for the injector altogether, for a library alone', () => {
    const list = { DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_CONTAINER_REGISTRY_ALLOW_LIST: 'gcr.io/datadoghq' };
    const some = mutate(annotated({ ...java, 'js-lib.custom-image': 'evil.example/js:1' }), { ...v2, ...list });
    expect(some.injection?.libraries).toEqual([
      { language: 'java', image: 'gcr.io/datadoghq/dd-lib-java-init:v1', injected: true },
      { language: 'js', image: 'evil.example/js:1', injected: false },
    ]);
    const none = mutate(annotated({ ...java, 'apm-inject.custom-image': 'evil.example/i:1' }), { ...v2, ...list });
    expect(annotationsOf(none.pod)).toMatchObject({
      'internal.apm.datadoghq.com/injection-error': 'registry "evil.example" is not in the allow list',
      'internal.apm.datadoghq.com/injection-status': 'skipped',
    });
  });

  it('writes annotations about success when the options ask for it', () => {
    const always = { DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_STATUS_ANNOTATIONS: 'always' };
    expect(annotationsOf(mutate(annotated(java), { ...v2, ...always }).pod)).toMatchObject({
      'internal.apm.datadoghq.com/injection-status': 'injected',
      'internal.apm.datadoghq.com/effective-injection-mode': 'init_container',
      'internal.apm.datadoghq.com/injected-libraries':
        '[{"name":"java","image":"gcr.io/datadoghq/dd-lib-java-init:v1"}]',
    });
  });
});

describe('settings for the tracers', () => {
  it('go by first writer: container, language, all', () => {
    const pod = annotated({
      'java-lib.version': 'v1',
      'java-lib.config.v1': '{"env":"dev","tracing_debug":true}',
      'js-lib.config.v1': '{"tracing_rate_limit":1}',
      'all-lib.config.v1': '{"tracing_debug":false,"tracing_rate_limit":7}',
    });
    const values = envOf(mutate(pod).pod).filter((value) => value.startsWith('DD_'));
    expect(values).toEqual(['DD_TRACE_RATE_LIMIT=7', 'DD_TRACE_DEBUG=true', 'DD_ENV=dev']);
  });

  it('that cannot be read cost a warning and an annotation, not the injection', () => {
    const { pod, injection, warnings } = mutate(annotated({ 'java-lib.version': 'v1', 'java-lib.config.v1': '{' }));
    expect(injection).toMatchObject({ status: 'partial', libraries: [{ injected: true }] });
    expect(annotationsOf(pod)['internal.apm.datadoghq.com/injection-error']).toBe(warnings[0]);
  });

  it('of the annotation must begin with DD_ or OTEL_', () => {
    const configs =
      '[{"name":"DD_A","value":"1"},{"name":"PATH","value":"/"},{"name":"OTEL_B","valueFrom":{"fieldRef":{}}}]';
    const { pod, warnings } = mutate(annotated({ 'java-lib.version': 'v1', 'apm-inject.tracer-configs': configs }));
    expect(envOf(pod)).toEqual(['OTEL_B', 'DD_A=1', expect.stringMatching(/^JAVA_TOOL_OPTIONS=/)]);
    expect(warnings).toHaveLength(1);
  });
});

describe('single-step instrumentation', () => {
  it('injects what there is of a target, and says in the pod what is missing', () => {
    const targets = '[{"name":"a","ddTraceVersions":{"cobol":"v1","java":"v1"}}]';
    const environment = { DD_APM_INSTRUMENTATION_ENABLED: 'true', DD_APM_INSTRUMENTATION_TARGETS: targets };
    const { pod: mutated, injection } = mutate(pod, environment);
    expect(injection).toMatchObject({ status: 'partial', libraries: [{ language: 'java', injected: true }] });
    expect(annotationsOf(mutated)['internal.apm.datadoghq.com/injection-error']).toContain('"cobol"');
  });

  const pod = { spec: { containers: [{ name: 'app' }] } };

  it('uses the injector, and turns on what belongs to it', () => {
    const values = envOf(mutate(pod, singleStep).pod);
    expect(values).toContain('DD_INSTRUMENTATION_APPLIED_TARGET={"name":"default","ddTraceVersions":{"java":"v1"}}');
    expect(values).toContain('DD_INSTRUMENTATION_INSTALL_TYPE=k8s_single_step');
    expect(values).toContain('DD_LOGS_INJECTION=true');
  });

  it('gives unlabelled pods tags and the agent address as well', () => {
    const labelled = { ...pod, metadata: { labels: { 'tags.datadoghq.com/env': 'dev' } } };
    const { pod: mutated, decisions } = mutateForWebhook('lib_injection', labelled, plan(singleStep), context);
    expect(envOf(mutated)).toEqual(expect.arrayContaining(['DD_ENV=dev', 'DD_AGENT_HOST']));
    expect(new Set(decisions.map(({ webhook }) => webhook))).toEqual(new Set(['lib_injection']));
  });

  it('tells detected languages', () => {
    const environment = { DD_APM_INSTRUMENTATION_ENABLED: 'true' };
    const { pod: mutated, injection } = mutate(pod, environment, { detectedLanguages: ['java'] });
    expect(envOf(mutated)).toContain('DD_INSTRUMENTATION_LANGUAGES_DETECTED=java');
    expect(injection).toMatchObject({ autoDetected: true, target: 'default', libraries: [{ language: 'java' }] });
  });

  it.each([
    ['ReplicaSet', 'checkout-547c56f566', 'checkout'],
    ['ReplicaSet', 'deployment-1234', 'deployment'],
    ['ReplicaSet', 'handmade', 'handmade'],
    ['Job', 'nightly-28930120', 'nightly'],
    ['CronJob', 'nightly', 'nightly'],
    ['StatefulSet', 'db-1', 'db-1'],
    ['DaemonSet', 'agent', 'agent'],
  ])('names the service of a %s %s', (kind, name, service) => {
    const owned = { ...pod, metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind, name }] } };
    expect(envOf(mutate(owned, singleStep).pod)).toEqual(
      expect.arrayContaining([`DD_SERVICE=${service}`, `DD_SERVICE_K8S_ENV_SOURCE=owner=${service}`]),
    );
  });

  it('takes the service of another container, or the label that the options call service', () => {
    const containers = [{ name: 'app' }, { name: 'web', env: [{ name: 'DD_SERVICE', value: 'shop' }] }];
    expect(envOf(mutate({ spec: { containers } }, singleStep).pod)).toContain(
      'DD_SERVICE_K8S_ENV_SOURCE=existing=shop',
    );
    const labels = { ...singleStep, DD_KUBERNETES_POD_LABELS_AS_TAGS: '{"app":"service","stage":"env"}' };
    const labelled = { ...pod, metadata: { labels: { app: 'shop', stage: 'prod' } } };
    const { pod: mutated } = mutate(labelled, labels);
    expect(envOf(mutated)).toEqual(
      expect.arrayContaining(['DD_SERVICE', 'DD_ENV', 'DD_SERVICE_K8S_ENV_SOURCE=labels_as_tags']),
    );
  });
});
