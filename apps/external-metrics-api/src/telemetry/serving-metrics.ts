import { Counter, Histogram, type Registry } from '@dogwatch/telemetry';
import { group, version } from '../http/api-objects.js';
import type { HandledRequest, Refusal } from '../http/handle-request.js';
import type { ServedMetric } from '../http/parse-target.js';
import type { RequestInfo } from '../http/request-info.js';
import type { ApiReason } from '../reasons.js';

/** Counts and times answered requests, and how old the values served were. */
export interface ServingMetrics {
  observe(handled: HandledRequest, code: number, elapsedSeconds: number): void;
  observeRefusal(stage: Refusal['stage'], reason: ApiReason): void;
}

const readLabels = ['handler', 'in_error'] as const;
const requestLabels = ['verb', 'group', 'version', 'resource', 'scope', 'component'] as const;
const knownVerbs: ReadonlySet<string> = new Set([
  'get',
  'list',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
]);

/** The names are those of the Datadog Cluster Agent and of Kubernetes API servers, so that their dashboards keep working. */
export function createServingMetrics(registry: Registry): ServingMetrics {
  const observeRead = countReads(registry);
  const observeRequest = countRequests(registry);
  const refusals = new Counter({
    name: 'external_metrics_api_refused_total',
    help: 'Requests refused by authentication or authorization, by reason.',
    labelNames: ['stage', 'reason'],
    registers: [registry],
  });
  return {
    observe: ({ target, served }, code, elapsedSeconds) => {
      observeRequest(target?.info, code, elapsedSeconds);
      if (served !== undefined) observeRead(served, code, elapsedSeconds);
    },
    observeRefusal: (stage, reason) => refusals.inc({ stage, reason }),
  };
}

function countReads(registry: Registry): (served: ServedMetric, code: number, elapsedSeconds: number) => void {
  const registers = [registry];
  const reads = new Counter({
    name: 'external_metrics_api_requests',
    help: 'Reads of external metrics, by whether they ended in an error.',
    labelNames: readLabels,
    registers,
  });
  const seconds = new Histogram({
    name: 'external_metrics_api_elapsed',
    help: 'Seconds that reads of external metrics took.',
    labelNames: readLabels,
    registers,
  });
  const freshness = new Histogram({
    name: 'metrics_apiserver_metric_freshness_seconds',
    help: 'Age of the data points that were served.',
    labelNames: ['group'],
    buckets: Array.from({ length: 20 }, (_, index) => 1.364 ** index),
    registers,
  });
  return ({ ageSeconds }, code, elapsedSeconds) => {
    const labels = { handler: 'get', in_error: String(code !== 200) };
    reads.inc(labels);
    seconds.observe(labels, elapsedSeconds);
    if (ageSeconds !== undefined) freshness.observe({ group }, ageSeconds);
  };
}

function countRequests(
  registry: Registry,
): (info: RequestInfo | undefined, code: number, elapsedSeconds: number) => void {
  const requests = new Counter({
    name: 'apiserver_request_total',
    help: 'Requests to the API server, by verb, resource and HTTP status.',
    labelNames: [...requestLabels, 'code'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Seconds that requests to the API server took.',
    labelNames: requestLabels,
    buckets: [0.001, 0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return (info, code, elapsedSeconds) => {
    const labels = toRequestLabels(info);
    requests.inc({ ...labels, code: String(code) });
    seconds.observe(labels, elapsedSeconds);
  };
}

// metric names come from callers, so they are no label: one resource stands for all
function toRequestLabels(info: RequestInfo | undefined): Record<(typeof requestLabels)[number], string> {
  const verb = info !== undefined && knownVerbs.has(info.verb) ? info.verb.toUpperCase() : 'OTHER';
  const component = 'external-metrics-api';
  if (info?.resource === undefined) return { verb, group: '', version: '', resource: '', scope: '', component };
  return { verb, group, version, resource: 'externalmetrics', scope: 'namespace', component };
}
