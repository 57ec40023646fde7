import type { GeneratedFile } from './generated-file.ts';
import { type MetricDefinition, readServiceMetrics, type ServiceMetrics } from './service-metrics.ts';

const intro = `What each service counts and measures, in the Prometheus text format: \`GET /metrics\` on \`DD_METRICS_PORT\` (5000). The chart makes ServiceMonitors with \`serviceMonitor.create=true\`. Generated from what the services register when they run, by \`npm run gen\`; do not edit.

Names and labels that the Datadog Cluster Agent has, too, are its own, so that its dashboards keep working: \`external_metrics_*\`, \`external_metrics_api_*\`, \`datadog_requests\`, \`rate_limit_queries_*\`, \`admission_webhooks_*\`, \`leader_election_is_leader\`. A histogram has the series \`_bucket\`, \`_sum\` and \`_count\`; a counter counts since the start of its replica. What only a leader can tell, only the leader tells.`;

const ofProcess = `## Every service

Memory, processor, event loop and garbage collection of the process: \`process_cpu_seconds_total\`, \`process_resident_memory_bytes\`, \`nodejs_eventloop_lag_p99_seconds\`, \`nodejs_gc_duration_seconds\` and more, as the Prometheus client of Node.js names them.`;

/** Units that a name does not tell. */
const units: Readonly<Record<string, string>> = {
  admission_webhooks_certificate_expiry: 'hours',
  admission_webhooks_response_duration: 'seconds',
  external_metrics_api_elapsed: 'seconds',
  external_metrics_processed_value: 'that of the metric',
  external_metrics_retriever_elapsed: 'seconds',
  rate_limit_queries_period: 'seconds',
  rate_limit_queries_reset: 'seconds',
};

/** What the labels say. */
const labels: Readonly<Record<string, string>> = {
  active: 'whether it is polled: `true`, `false`',
  api: 'the API of Datadog, as in `spec.type` of a DatadogGenericResource',
  auto_detected: "whether Datadog's language detection chose the library: `true`, `false`",
  code: 'HTTP status; of keda-scaler the name of the gRPC status',
  component: 'always `external-metrics-api`',
  controller: '`secrets` (certificates) or `webhooks` (registration)',
  endpoint: "method and path of Datadog's API, without ids",
  error: 'reason of the failure, empty without one',
  group: '`external.metrics.k8s.io`, or empty',
  handler: 'always `get`',
  in_error: 'whether the answer was not 200: `true`, `false`',
  injected: 'whether the pod was changed: `true`, `false`',
  injection_type: '`lib injection` (label or annotation) or `single step`',
  is_leader: 'whether this replica leads: `true`, `false`',
  join_leader: 'always `true`; joins with `leader_election_is_leader`',
  kept: 'whether the logs are kept as dead letters: `true`, `false`',
  kind: 'kind of the resource',
  lane: '`delete`, `create`, `update` or `poll`',
  language: 'language of the library',
  loaded: 'whether the set of pipelines is in use now: `true`, `false`',
  method: "method of the external scaler's gRPC service",
  metric: 'the first `name{scope}` of the query',
  mutation_type: 'the webhook: `agent_config`, `standard_tags` or `lib_injection`',
  name: 'name of the DatadogMetric; of `workqueue_*` that of the queue',
  namespace: 'namespace of the DatadogMetric',
  org: 'organization, as `DD_ORGS` names it; `default` for the keys without one',
  path: 'route of the intake, or `tcp`',
  reached: 'whether the API server called the webhook: `true`, `false`',
  reason:
    'one of the [reasons](reasons.md), empty or `OK` without a failure; `InSync` and `NotCreated` of resources in between',
  resource: 'kind of the object, in the plural',
  result: '`ok`, or a reason',
  rule: 'rule of the mutation, as in `dogwatch explain pod`',
  scope: '`namespace`, or empty',
  site: 'host of the endpoint of Datadog, `host#2` for a second one at the same host',
  stage: '`authentication` or `authorization`',
  state: '`applied`, `skipped` or `failed`',
  status:
    'how it ended: `success` or `error`; of calls to Datadog the kind of error, or the HTTP status (`0` without an answer)',
  valid: 'whether it has a value: `true`, `false`',
  verb: 'verb of the Kubernetes API, in upper case',
  version: '`v1beta1`, or empty',
  webhook_name: 'as `mutation_type`',
  webhook_type: 'always `mutating`',
};

function toUnit({ name }: MetricDefinition): string {
  return (
    units[name] ?? /_(seconds|bytes)(_total|_received)?$/.exec(name)?.[1] ?? (name.includes('bytes_') ? 'bytes' : '')
  );
}

function toRow(metric: MetricDefinition): string {
  const names = metric.labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${metric.name}\` | ${metric.type} | ${toUnit(metric)} | ${names} | ${metric.help.replaceAll('|', '\\|')} |`;
}

function toSection({ service, metrics }: ServiceMetrics): string {
  const table = ['| metric | type | unit | labels | |', '|---|---|---|---|---|', ...metrics.map(toRow)];
  return `## ${service}\n\n${table.join('\n')}`;
}

/** The labels in use, each with what it says. Throws for one that nobody has described, and for a description of none. */
function toLabels(services: readonly ServiceMetrics[]): string {
  const used = new Set(services.flatMap(({ metrics }) => metrics.flatMap((metric) => metric.labels)));
  const names = [...new Set([...used, ...Object.keys(labels)])].toSorted();
  const rows = names.map((name) => {
    const doc = labels[name];
    if (doc === undefined || !used.has(name))
      throw new Error(
        `tools/gen/metrics-reference.ts: the label ${name} ${used.has(name) ? 'is not described' : 'is of no metric'}`,
      );
    return `| \`${name}\` | ${doc} |`;
  });
  return ['## Labels', ['| label | what it says |', '|---|---|', ...rows].join('\n')].join('\n\n');
}

function checkUnits(services: readonly ServiceMetrics[]): void {
  const names = new Set(services.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const unknown = Object.keys(units).find((name) => !names.has(name));
  if (unknown !== undefined) throw new Error(`tools/gen/metrics-reference.ts: no service has the metric ${unknown}`);
}

/** The page of metrics: name, type, unit, labels and meaning, as each service registers them. */
export async function generateMetricsReference(): Promise<readonly GeneratedFile[]> {
  const services = await readServiceMetrics();
  checkUnits(services);
  const text = ['# Metrics', intro, ofProcess, ...services.map(toSection), toLabels(services), ''].join('\n\n');
  return [{ path: 'docs/reference/metrics.md', text }];
}
