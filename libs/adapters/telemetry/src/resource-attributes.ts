import { hostname } from 'node:os';
import type { Env } from './otlp-settings.js';

/** Who a service is, as spans and log lines say it. */
export interface ServiceIdentity {
  readonly name: string;
  readonly version: string;
  /** The replica: the pod's name, or host name and process id. Never shared, since replicas elect a leader by it. */
  readonly instance: string;
  /** DD_ENV, when set. */
  readonly environment?: string;
}

/** The service's identity: DD_SERVICE, DD_VERSION and DD_ENV win over what the program says of itself. */
export function toServiceIdentity(name: string, version: string, env: Env): ServiceIdentity {
  const environment = env['DD_ENV'];
  return {
    name: present(env['OTEL_SERVICE_NAME']) ?? present(env['DD_SERVICE']) ?? name,
    version: present(env['DD_VERSION']) ?? version,
    instance: present(env['DD_POD_NAME']) ?? present(env['POD_NAME']) ?? `${hostname()}-${process.pid}`,
    ...(present(environment) === undefined ? {} : { environment }),
  };
}

const kubernetesAttributes = {
  'k8s.pod.name': ['DD_POD_NAME', 'POD_NAME'],
  'k8s.namespace.name': ['DD_KUBE_RESOURCES_NAMESPACE', 'POD_NAMESPACE'],
  'k8s.node.name': ['DD_NODE_NAME', 'DD_KUBERNETES_KUBELET_NODENAME', 'NODE_NAME'],
  'k8s.cluster.name': ['DD_CLUSTER_NAME'],
} as const;

/** Variables from which telemetry takes who a service is, where it runs, and where the Agent is; those of OpenTelemetry apart. */
export const telemetryVariables: readonly string[] = [
  ...Object.values(kubernetesAttributes).flat(),
  'DD_AGENT_HOST',
  'DD_ENV',
  'DD_SERVICE',
  'DD_TRACE_ENABLED',
  'DD_VERSION',
];

/** Attributes of the OpenTelemetry resource; OTEL_RESOURCE_ATTRIBUTES wins, except over the service's identity. */
export function toResourceAttributes(identity: ServiceIdentity, env: Env): Record<string, string> {
  const kubernetes = Object.entries(kubernetesAttributes).flatMap(([attribute, names]) => {
    const value = names.map((name) => present(env[name])).find((found) => found !== undefined);
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return {
    ...Object.fromEntries(kubernetes),
    ...parsePairs(env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
    'service.name': identity.name,
    'service.version': identity.version,
    'service.instance.id': identity.instance,
    ...(identity.environment === undefined ? {} : { 'deployment.environment.name': identity.environment }),
    ...(identity.environment === undefined ? {} : { 'deployment.environment': identity.environment }),
  };
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** Reads `key=value,key=value` with percent-encoded values, the form of OTEL_RESOURCE_ATTRIBUTES; parts without `=` are left out. */
export function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 1 ? undefined : ([pair.slice(0, equals).trim(), decode(pair.slice(equals + 1).trim())] as const);
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
