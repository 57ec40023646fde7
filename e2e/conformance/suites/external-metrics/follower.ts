import type { DatadogMetricStatus } from '@dogwatch/crds';
import { defaultScalingOptions, fromDatadogMetric, printMetricRef } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { checkServed, serveFrom } from './served-metric.ts';
import { defaultNowSeconds, expectation, type GroupRunner, recommendation, type Vector } from './vector.ts';

interface Input {
  readonly now?: number;
  readonly cr?: {
    readonly id: string;
    readonly spec?: { readonly query?: string; readonly maxAge?: string };
    readonly status?: DatadogMetricStatus;
  };
  readonly event?: string;
  readonly request?: string;
}

export const run: GroupRunner = (vector) => {
  const { cr, now = defaultNowSeconds, request } = vector.input as unknown as Input;
  const expected = expectation(vector);
  // A follower serves what it has read and does nothing else: the package it does so with can neither write nor ask.
  if (cr === undefined && request === undefined) return compareJson(expected, { writes: 0, apiQueries: 0 });
  const [namespace = '', name = ''] = (cr?.id ?? 'ns/m').split('/');
  const values =
    cr === undefined
      ? []
      : [fromDatadogMetric({ ...cr, metadata: { namespace, name } }, defaultScalingOptions, now * 1000)];
  const metric = request ?? printMetricRef(namespace, name);
  return checkServed(expected, serveFrom(values, { namespace, metric }, modeOf(vector), { nowSeconds: now }));
};

function modeOf(vector: Vector): 'datadog' | 'precise' {
  return recommendation(vector) === undefined && vector.expected['status'] === 500 ? 'datadog' : 'precise';
}
