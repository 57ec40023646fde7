import {
  afterEndpointFailure,
  afterEndpointSuccess,
  baseUrl,
  type EndpointHealth,
  endpointOrder,
  healthyEndpoint,
} from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { expectation, type GroupRunner, type Vector } from './vector.ts';

type Event = { readonly t: number } & Readonly<Record<string, string | number>>;

interface Input {
  readonly failures?: number;
  readonly skipSecondsBefore?: readonly number[];
  readonly endpoints?: readonly string[];
  readonly events?: readonly Event[];
  readonly cases?: readonly Readonly<Record<string, string>>[];
}

export const run: GroupRunner = (vector) => {
  const { cases, endpoints, events, failures, skipSecondsBefore } = vector.input as unknown as Input;
  const expected = expectation(vector);
  if (failures !== undefined) return compareJson(expected, { skipSeconds: failTimes(failures).skipSeconds });
  if (skipSecondsBefore !== undefined)
    return compareJson(expected, {
      after: skipSecondsBefore.map(
        (skipSeconds) => afterEndpointSuccess({ skipSeconds, skippedUntilSeconds: 0 }).skipSeconds,
      ),
    });
  if (cases !== undefined) return compareJson(expected, { base: cases.map(baseOf) });
  return runEvents(vector, endpoints ?? [], events ?? []);
};

function failTimes(failures: number): EndpointHealth {
  let health = healthyEndpoint;
  for (let count = 0; count < failures; count++) health = afterEndpointFailure(health, 0);
  return health;
}

function baseOf(env: Readonly<Record<string, string>>): string {
  return baseUrl({
    endpoint: env['DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT'],
    datadogHost: env['DATADOG_HOST'],
    site: env['DD_SITE'],
  });
}

function runEvents(vector: Vector, names: readonly string[], events: readonly Event[]): CaseResult {
  const health = names.map(() => healthyEndpoint);
  const tried: string[][] = [];
  const used: (string | null)[] = [];
  for (const event of events) {
    const order: string[] = [];
    let success: string | null = null;
    for (const index of endpointOrder(health, event.t)) {
      const name = names[index] ?? '';
      order.push(name);
      const isOk = event[name] === 'ok';
      const before = health[index] ?? healthyEndpoint;
      health[index] = isOk ? afterEndpointSuccess(before) : afterEndpointFailure(before, event.t);
      if (isOk) success = name;
      if (isOk) break;
    }
    tried.push(order);
    used.push(success);
  }
  return compareJson(expectation(vector), { tried, used });
}
