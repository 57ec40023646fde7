import { isJsonList, isJsonObject, type JsonValue } from '@dogwatch/admission';
import fc, { type Arbitrary } from 'fast-check';

const prefix = 'admission.datadoghq.com/';
const names = ['app', 'worker', 'istio-proxy', 'side-car', 'web'];
const languages = ['java', 'js', 'python', 'dotnet', 'ruby', 'php', 'cobol'];

type Members = Readonly<Record<string, JsonValue>>;

/** A record in which each member may be missing. */
function sparse(members: Readonly<Record<string, Arbitrary<JsonValue>>>): Arbitrary<Members> {
  return fc.record(members, { requiredKeys: [] }).map(withoutGaps);
}

function withoutGaps<T>(record: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  const entries = Object.entries(record).flatMap(([key, value]): [string, T][] =>
    value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}

/** Any JSON. */
function anyJson(maxDepth: number): Arbitrary<JsonValue> {
  return fc.json({ maxDepth }).map((text): JsonValue => JSON.parse(text));
}

const flag = fc.constantFrom('true', 'false', 'TRUE', 'yes', '');

const labels = sparse({
  [`${prefix}enabled`]: fc.constantFrom('true', 'true', 'true', 'false', 'yes'),
  [`${prefix}config.mode`]: fc.constantFrom('hostip', 'socket', 'SOCKET', 'service', 'csi', 'wrong'),
  [`${prefix}config.type_socket_volumes`]: flag,
  'tags.datadoghq.com/env': fc.constantFrom('dev', ''),
  'tags.datadoghq.com/service': fc.constant('shop'),
  'tags.datadoghq.com/version': fc.constant('7'),
  app: fc.constantFrom('billing', 'shop'),
});

const libraryAnnotation = fc
  .tuple(
    fc.constantFrom('', '', ...names, 'missing'),
    fc.constantFrom(...languages, 'all'),
    fc.constantFrom('version', 'version', 'custom-image'),
    fc.constantFrom('v1', 'default', 'v1.2.3', 'registry.example/x/lib:9', 'bad image', ''),
  )
  .map(([container, language, what, value]) => ({
    [`${prefix}${container === '' ? '' : `${container}.`}${language}-lib.${what}`]: value,
  }));

const otherAnnotations = sparse({
  [`${prefix}java-lib.config.v1`]: fc.constantFrom('{"tracing_debug":true}', '{"tracing_tags":[1]}', '{', '[]'),
  [`${prefix}all-lib.config.v1`]: fc.constantFrom('{"service_name":"x","tracing_sampling_rate":0.5}', 'null'),
  [`${prefix}apm-inject.injection-mode`]: fc.constantFrom('auto', 'csi', 'image_volume', 'init_container', 'magic'),
  [`${prefix}apm-inject.debug`]: flag,
  [`${prefix}apm-inject.version`]: fc.constantFrom('0.5', 'not a tag'),
  [`${prefix}apm-inject.custom-image`]: fc.constantFrom('r/i:1', ''),
  [`${prefix}apm-inject.tracer-configs`]: fc.constantFrom(
    '[{"name":"DD_X","value":"1"},{"name":"PATH","value":"/"}]',
    '{}',
  ),
  'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': fc.constantFrom('scratch', 'datadog, tmp', ''),
  'example.com/other': fc.string(),
});

const annotations = fc
  .tuple(fc.array(libraryAnnotation, { maxLength: 3 }), otherAnnotations)
  .map(([libraries, others]): Members => ({ ...Object.assign({}, ...libraries), ...others }));

const variableNames = [
  'DD_AGENT_HOST',
  'DD_ENTITY_ID',
  'DD_SERVICE',
  'DD_ENV',
  'DD_TRACE_AGENT_URL',
  'DD_INTERNAL_POD_UID',
  'LD_PRELOAD',
  'JAVA_TOOL_OPTIONS',
  'PYTHONPATH',
  'CORECLR_PROFILER',
  'PATH',
];

const variable = fc
  .tuple(
    fc.constantFrom(...variableNames),
    fc.oneof(
      { weight: 5, arbitrary: sparse({ value: fc.constantFrom('x', '', '/usr/lib/a.so') }) },
      { weight: 1, arbitrary: fc.constant({ valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }) },
      { weight: 1, arbitrary: fc.constant({ value: 'x', futureField: [null] }) },
    ),
  )
  .map(([name, rest]) => ({ name, ...rest }));

const mount = fc.record({
  name: fc.constantFrom('datadog', 'datadog-apm', 'datadog-auto-instrumentation-etc', 'mine'),
  mountPath: fc.constantFrom('/var/run/datadog', '/var/run/datadog/apm', '/datadog-lib', '/etc/ld.so.preload', '/data'),
});

const amounts = sparse({
  cpu: fc.constantFrom('10m', '500m', '2', '0', 'lots', 1),
  memory: fc.constantFrom('4Mi', '256Mi', '1Gi', '1e9'),
});

/** A list without items of the same name, or null, or nothing. */
function listOf(item: Arbitrary<Members>, maxLength: number): Arbitrary<JsonValue> {
  const list = fc.uniqueArray(item, { maxLength, selector: (value) => value['mountPath'] ?? value['name'] });
  return fc.oneof({ weight: 8, arbitrary: list }, { weight: 1, arbitrary: fc.constant(null) });
}

function container(name: Arbitrary<string>): Arbitrary<Members> {
  const members = sparse({
    image: fc.constant('example.com/app:1'),
    env: listOf(variable, 5),
    volumeMounts: listOf(mount, 3),
    resources: sparse({ limits: amounts, requests: amounts }),
    restartPolicy: fc.constantFrom('Always', null),
    futureField: anyJson(1),
  });
  return fc.tuple(name, members).map(([name, rest]) => ({ name, ...rest }));
}

const volume = fc
  .constantFrom('datadog', 'datadog-dsd', 'datadog-auto-instrumentation-etc', 'mine', 'datadog-auto-instrumentation')
  .map((name) => ({ name, emptyDir: {} }));

const owner = fc.record({
  apiVersion: fc.constantFrom('apps/v1', 'batch/v1', 'a/b/c'),
  kind: fc.constantFrom('ReplicaSet', 'Job', 'StatefulSet', 'Other'),
  name: fc.constantFrom('shop-547c56f566', 'nightly-28930120', 'db'),
});

const initNames = fc.constantFrom('setup', 'proxy', 'migrate', 'datadog-lib-java-init', 'datadog-init-apm-inject');

/** A pod as clients send it: every member that matters may be there, absent or null; members nobody knows among them. */
export const podArbitrary: Arbitrary<JsonValue> = fc.record({
  metadata: sparse({
    name: fc.constant('pod'),
    namespace: fc.constantFrom('shop', 'kube-system'),
    labels,
    annotations,
    ownerReferences: fc.array(owner, { maxLength: 2 }),
    futureField: fc.constant(null),
  }),
  spec: sparse({
    containers: listOf(container(fc.constantFrom(...names)), 3),
    initContainers: listOf(container(initNames), 3),
    ephemeralContainers: fc.constant([{ name: 'debug', env: null }]),
    volumes: listOf(volume, 3),
    futureField: fc.constant({ a: [null, { b: 1 }] }),
  }),
});

/** A pod in which something was replaced by any JSON, names of the prototype among the keys; or no pod at all. */
export const mangledPodArbitrary: Arbitrary<JsonValue> = fc
  .tuple(podArbitrary, fc.array(fc.nat(20), { maxLength: 7 }), anyJson(3))
  .map(([pod, path, value]) => replaceAt(pod, path, value));

function replaceAt(target: JsonValue | undefined, [step, ...rest]: readonly number[], value: JsonValue): JsonValue {
  if (step === undefined || (!isJsonObject(target) && !isJsonList(target))) return value;
  const keys = Object.keys(target);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return value;
  if (isJsonObject(target)) return { ...target, [key]: replaceAt(target[key], rest, value) };
  return target.with(Number(key), replaceAt(target[Number(key)], rest, value));
}

/** Options that change what the rules do. */
export const environmentArbitrary: Arbitrary<Readonly<Record<string, string>>> = fc
  .record(
    {
      DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: fc.constantFrom('true', 'false'),
      DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: fc.constantFrom('hostip', 'service', 'socket', 'csi', 'tcp'),
      DD_ADMISSION_CONTROLLER_INJECT_CONFIG_TYPE_SOCKET_VOLUMES: fc.constantFrom('true', 'false'),
      DD_CSI_ENABLED: fc.constantFrom('true', 'false'),
      DD_DOGSTATSD_HOST_SOCKET_PATH: fc.constantFrom('/run/dsd', '/var/run/datadog'),
      DD_APM_INSTRUMENTATION_ENABLED: fc.constantFrom('true', 'false'),
      DD_APM_INSTRUMENTATION_VERSION: fc.constantFrom('v1', 'v2'),
      DD_APM_INSTRUMENTATION_TARGETS: fc.constantFrom(
        '[{"name":"billing","podSelector":{"matchLabels":{"app":"billing"}},"ddTraceVersions":{"java":"v1","cobol":"1"}},{"name":"rest"}]',
        '[{"name":"labels","namespaceSelector":{"matchLabels":{"team":"a"}},"ddTraceConfigs":[{"name":"DD_SERVICE","value":"s"}]}]',
      ),
      DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_CONTAINER_REGISTRY_ALLOW_LIST: fc.constantFrom(
        'gcr.io/datadoghq',
        'r',
      ),
      DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INIT_RESOURCES_CPU: fc.constantFrom('1m', '100m'),
      DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_PROFILING_ENABLED: fc.constantFrom('auto', 'false'),
      DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_STATUS_ANNOTATIONS: fc.constantFrom('always', 'problems'),
      DD_KUBERNETES_POD_LABELS_AS_TAGS: fc.constantFrom('{"app":"service"}', '{"app":"env"}'),
    },
    { requiredKeys: [] },
  )
  .map(withoutGaps);
