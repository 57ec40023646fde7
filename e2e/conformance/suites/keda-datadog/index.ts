import { existsSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { join } from 'node:path';
import {
  evaluate,
  parseTrigger,
  planTriggerRequest,
  toHpaTarget,
  toHpaValue,
  type TriggerRequest,
  type TriggerSpec,
} from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { createGrpcRunner } from './over-grpc.ts';
import { createHttpRunner } from './over-http.ts';
import { bodyOf, compareQuantity, type Expectation, type KedaResponse, type KedaVector } from './vector.ts';

const nowSeconds = 1_700_000_100;

let runners: readonly { stop(): Promise<void> }[] = [];

function* load(folder: string): Iterable<Case> {
  const path = join(folder, 'keda-datadog.json');
  if (!existsSync(path)) return;
  const vectors: readonly KedaVector[] = JSON.parse(readFileSync(path, 'utf8'));
  const overGrpc = createGrpcRunner(vectors);
  const overHttp = createHttpRunner(vectors);
  runners = [overGrpc, overHttp];
  for (const vector of vectors)
    yield {
      key: vector.id,
      run: async () => allOk([run(vector), await overGrpc.run(vector), await overHttp.run(vector)]),
    };
}

function run({ expect, response, ...trigger }: KedaVector): CaseResult {
  const parsed = parseTrigger({ ...trigger, metadata: trigger.metadata ?? {}, authParams: trigger.authParams ?? {} });
  if (expect.buildError !== undefined || !parsed.ok)
    return compareJson({ buildError: expect.buildError }, { buildError: parsed.ok ? undefined : parsed.message });
  return allOk([
    compareSpec(expect, parsed.spec),
    ...(response === undefined ? [] : [compareAnswer(expect, parsed.spec, response)]),
  ]);
}

function compareSpec(expect: Expectation, { metricName, target, targetType }: TriggerSpec): CaseResult {
  return allOk([
    compareGiven({ metricName: expect.metricName, targetType: expect.targetType }, { metricName, targetType }),
    compareQuantity('target', expect.target, toHpaTarget(target)),
  ]);
}

function compareAnswer(expect: Expectation, spec: TriggerSpec, response: KedaResponse): CaseResult {
  const request = planTriggerRequest(spec, nowSeconds);
  const evaluation = request.ok ? evaluate(spec, toAnswer(response)) : request;
  const actual = evaluation.ok ? { active: evaluation.active } : { error: evaluation.message };
  return allOk([
    compareJson(expect.request, request.ok ? toExpectedForm(request) : undefined),
    compareJson({ error: expect.error, active: expect.active }, actual),
    compareQuantity('value', expect.value, evaluation.ok ? toHpaValue(evaluation.value) : undefined),
  ]);
}

function toAnswer(response: KedaResponse) {
  const { headers = {}, status } = response;
  const lowered = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    httpStatus: status,
    statusText: STATUS_CODES[status] ?? '',
    header: (name: string) => lowered.get(name),
    body: bodyOf(response),
  };
}

/** A request as the data writes it: the window as its length and its distance to now, where there is one. */
function toExpectedForm({ headers, host, parameters, path }: TriggerRequest & { readonly ok: true }) {
  const { from, to } = parameters;
  const window = to === undefined ? {} : { span: Number(to) - Number(from), offset: nowSeconds - Number(to) };
  return { host, path, auth: headers['authorization'] ?? '', ...window };
}

/** Compares the keys that are expected at all. */
function compareGiven(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): CaseResult {
  const given = Object.entries(expected).filter(([, value]) => value !== undefined);
  return compareJson(Object.fromEntries(given), actual, { subset: true });
}

/**
 * Triggers of KEDA's own Datadog scaler: what they mean, what they ask, and what becomes of the answer. What can cross the wire is
 * run again through the services: queries through metrics-poller and keda-scaler, DatadogMetrics through external-metrics-api.
 */
export const suite: Suite = {
  name: 'keda-datadog',
  load,
  close: async () => void (await Promise.all(runners.map((runner) => runner.stop()))),
};
