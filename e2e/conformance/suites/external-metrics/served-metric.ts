import type { MetricValue } from '@dogwatch/messages';
import {
  defaultScalingOptions,
  effectiveMaxAgeSeconds,
  type MetricRequest,
  parseValue,
  type ScalingOptions,
  serveMetric,
  type ServeOptions,
  type ServeResult,
} from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { codeOfReason, reasonOfCode, sha256Hex } from './codes.ts';
import { isSameQuantity, specialValues } from './quantity.ts';
import { type Json, text } from './vector.ts';

/** A metric as the data's stores describe it. */
export interface StoredMetric {
  readonly id: string;
  readonly valid?: boolean;
  readonly value?: number | string;
  readonly dataTime?: number | null;
  readonly error?: string | null;
  /** Symbolic code of an invalid metric. */
  readonly reason?: string;
  readonly maxAge?: number;
}

/** The configuration of a case; absent settings have their defaults. */
export interface ServeConfig {
  readonly maxAge?: number;
  readonly rollup?: number;
  readonly queryValidityPeriod?: number;
  readonly autogenNamespace?: string;
}

const invalid = { dataTime: null, error: null, maxAge: 0, reason: '', valid: false } as const;

/** The message that a store entry stands for. */
export function toMetricValue(stored: StoredMetric, config: ServeConfig): MetricValue {
  const { dataTime, error, id, maxAge, reason, valid } = { ...invalid, ...stored };
  const [namespace = '', name = ''] = id.split('/');
  const value = typeof stored.value === 'string' ? readValue(stored.value) : stored.value;
  return {
    namespace,
    name,
    active: true,
    valid: valid && value !== undefined,
    value: value ?? null,
    dataTimeSeconds: dataTime,
    maxAgeSeconds: effectiveMaxAgeSeconds({ maxAgeSeconds: maxAge }, toOptions(config)),
    updatedAtMillis: 0,
    reason: reasonOfCode(reason) ?? '',
    message: error ?? '',
  };
}

/** A value that JSON cannot hold is written as a text. */
function readValue(text: string): number | undefined {
  return specialValues[text] ?? parseValue(text);
}

function toOptions(config: ServeConfig): Pick<ScalingOptions, 'maxAgeSeconds' | 'rollupSeconds'> {
  return {
    maxAgeSeconds: config.maxAge ?? defaultScalingOptions.maxAgeSeconds,
    rollupSeconds: config.rollup ?? defaultScalingOptions.rollupSeconds,
  };
}

/** What is served from these values. */
export function serveFrom(
  values: readonly MetricValue[],
  request: MetricRequest,
  statusCodes: ServeOptions['statusCodes'],
  { config = {}, nowSeconds }: { readonly config?: ServeConfig; readonly nowSeconds: number },
): ServeResult {
  const byKey = new Map(values.map((value) => [`${value.namespace}/${value.name}`, value]));
  return serveMetric(request, {
    lookup: (key) => byKey.get(key),
    options: {
      statusCodes,
      namespaceIsolation: false,
      autogenNamespace: config.autogenNamespace ?? 'default',
      aggregator: 'avg',
      rollupSeconds: config.rollup ?? defaultScalingOptions.rollupSeconds,
      queryValidityPeriodSeconds: config.queryValidityPeriod ?? defaultScalingOptions.queryValidityPeriodSeconds,
    },
    nowSeconds,
    sha256Hex,
  });
}

/** Compares an answer: `status`, and what else the expectation names; values as quantities. */
export function checkServed(expected: Json, served: ServeResult): CaseResult {
  const { items, value, ...rest } = expected;
  const list = Array.isArray(items) ? items : [];
  const [item = {}]: readonly Json[] = list;
  const wanted = items === undefined ? rest : { ...rest, ...item, value: undefined };
  const quantity = items === undefined ? value : item['value'];
  const actual = served.ok ? served.item.value : 'nothing';
  return allOk([
    compareJson(wanted, describe(served), { subset: true }),
    quantity === undefined ? { ok: true } : isSameQuantity(text(quantity), actual),
    compareJson(items === undefined || list.length === 1, true),
  ]);
}

function describe(served: ServeResult): Json {
  const lookupId = served.key;
  if (served.ok) {
    const { value: _, ...item } = served.item;
    return { status: 200, lookupId, ...item };
  }
  return {
    status: served.httpStatus,
    reason: served.statusReason,
    message: served.statusMessage,
    causes: served.causes,
    code: codeOfReason[served.reason],
    lookupId,
  };
}
