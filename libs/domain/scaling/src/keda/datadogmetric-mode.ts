import { parseQuantity } from '../quantity.js';
import type { Evaluation, TriggerAnswer, TriggerRequest } from './evaluate.js';
import type { DatadogMetricTrigger } from './trigger-spec.js';
import { isObject } from '../series-answer.js';

const getting = 'error getting metric value';

/** The call of a DatadogMetric: no query string, no escapes, a token only with the mode `bearer`. */
export function planDatadogMetricRequest(spec: DatadogMetricTrigger): TriggerRequest {
  const { metricName, metricNamespace, serviceName, serviceNamespace, servicePort, token } = spec;
  return {
    ok: true,
    host: `${serviceName}.${serviceNamespace}:${servicePort}`,
    path: `/apis/external.metrics.k8s.io/v1beta1/namespaces/${metricNamespace}/${metricName}`,
    parameters: {},
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

/** The value of a DatadogMetric: that of the first item, a quantity or a number. */
export function evaluateDatadogMetric(spec: DatadogMetricTrigger, answer: TriggerAnswer): Evaluation {
  const body = parseBody(answer.body);
  if (answer.httpStatus !== 200) return evaluateStatus(spec, answer.httpStatus, body);
  const value = firstValue(body);
  if (typeof value === 'number') return withActivity(value, spec);
  const quantity = typeof value === 'string' ? parseQuantity(value) : undefined;
  if (quantity?.ok) return withActivity(Number(quantity.quantity.nanos) / 1e9, spec);
  return fail(`the metric value must be of type number or a string representing a Quantity got: '${print(value)}'`);
}

function evaluateStatus(spec: DatadogMetricTrigger, httpStatus: number, body: unknown): Evaluation {
  if (httpStatus === 422 && spec.filler !== undefined) return withActivity(spec.filler, spec);
  const message: unknown = isObject(body) ? body['message'] : undefined;
  return typeof message === 'string' && message !== ''
    ? fail(`${getting} (status ${httpStatus}): ${message}`)
    : fail(`${getting}: unexpected status code ${httpStatus}`);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstValue(body: unknown): unknown {
  const items: unknown = isObject(body) ? body['items'] : undefined;
  const first: unknown = Array.isArray(items) ? items[0] : undefined;
  return isObject(first) ? first['value'] : undefined;
}

/** A value in KEDA's words. */
function print(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === undefined || value === null ? 'Null' : 'JSON';
}

function withActivity(value: number, { activation }: DatadogMetricTrigger): Evaluation {
  return { ok: true, value, active: value > activation };
}

function fail(message: string): Evaluation {
  return { ok: false, message: `${getting}: ${message}` };
}
