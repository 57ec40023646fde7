import type { Evaluation, TriggerAnswer, TriggerRequest } from './evaluate.js';
import { goJsonProblem } from './go-json.js';
import { type PickedSeries, pickValue, type PickRules } from './pick-value.js';
import type { QueryTrigger } from './trigger-spec.js';
import { isObject } from '../series-answer.js';

/** The sites that KEDA's own scaler accepts. */
export const kedaSites: readonly string[] = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'datadoghq.eu',
  'ddog-gov.com',
  'us2.ddog-gov.com',
];

const getting = 'error getting metrics from Datadog';
const retrieving = 'error when retrieving Datadog metrics';

/** The call of a query; refused for a site that KEDA does not know. */
export function planQueryRequest(spec: QueryTrigger, nowSeconds: number): TriggerRequest {
  const { ageSeconds, apiKey, appKey, query, site, windowOffsetSeconds } = spec;
  if (!kedaSites.includes(site)) {
    // KEDA's own list names uk1 twice.
    const list = [...kedaSites, 'uk1.datadoghq.com'].join(' ');
    return fail(`${retrieving}: the variable site in the server URL has invalid value ${site}. Must be [${list}]`);
  }
  const to = Math.trunc(nowSeconds) - windowOffsetSeconds;
  return {
    ok: true,
    host: `api.${site}`,
    path: '/api/v1/query',
    parameters: { from: String(to - ageSeconds), to: String(to), query },
    headers: { 'dd-api-key': apiKey, 'dd-application-key': appKey, accept: 'application/json' },
  };
}

/** The value of a query: status first, then the body, then the series. */
export function evaluateQuery(spec: QueryTrigger, answer: TriggerAnswer): Evaluation {
  const byStatus = evaluateStatus(spec, answer);
  if (byStatus !== undefined) return byStatus;
  const body = parseBody(answer.body);
  if (!body.ok) return fail(`${retrieving}: ${body.message}`);
  const { error, series, status } = body.value;
  if (status === 'error') return fail(typeof error === 'string' ? `${retrieving}: ${error}` : retrieving);
  const picked = pickValue(Array.isArray(series) ? series.map(toPicked) : [], toRules(spec));
  return picked.ok ? withActivity(picked.value, spec) : fail(picked.message);
}

function toRules({ aggregator, filler, pointOffset }: QueryTrigger): PickRules {
  return { aggregator, filler, pointOffset };
}

function evaluateStatus(spec: QueryTrigger, { header, httpStatus, statusText }: TriggerAnswer): Evaluation | undefined {
  const status = `${httpStatus} ${statusText}`;
  if (httpStatus === 200) return undefined;
  if (httpStatus === 403)
    return fail(
      `unauthorized to connect to Datadog. Check that your Datadog API and App keys are correct and that your App key has the correct permissions: ${status}`,
    );
  if (httpStatus === 429) {
    const [limit, period, reset] = ['limit', 'period', 'reset'].map((name) => header(`x-ratelimit-${name}`) ?? '');
    return fail(
      `your Datadog account reached the ${limit} queries per ${period} seconds rate limit, next limit reset will happen in ${reset} seconds`,
    );
  }
  if (httpStatus === 422 && spec.filler !== undefined) return withActivity(spec.filler, spec);
  return fail(httpStatus < 300 ? retrieving : `${retrieving}: ${status}`);
}

function parseBody(
  text: string,
):
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string } {
  // Datadog's client for Go takes an empty body for an answer without series.
  if (text === '') return { ok: true, value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value: isObject(value) ? value : {} };
  } catch {
    return { ok: false, message: goJsonProblem(text) ?? 'the body is not JSON' };
  }
}

function toPicked(series: unknown): PickedSeries {
  const pointlist: unknown = isObject(series) ? series['pointlist'] : undefined;
  const values = Array.isArray(pointlist) ? pointlist.map(valueOf) : [];
  return { values, valueCount: values.length };
}

function valueOf(point: unknown): number | null {
  const value: unknown = Array.isArray(point) ? point[1] : undefined;
  return typeof value === 'number' ? value : null;
}

function withActivity(value: number, { activation }: QueryTrigger): Evaluation {
  return { ok: true, value, active: value > activation };
}

function fail(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `${getting}: ${message}` };
}
