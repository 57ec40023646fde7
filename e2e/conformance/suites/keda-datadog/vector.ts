import { parseQuantity, type Quantity } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';

/** A trigger, what its one call is answered with, and what KEDA makes of it. */
export interface KedaVector {
  readonly id: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly authParams?: Readonly<Record<string, string>>;
  readonly metricType?: string;
  readonly triggerIndex?: number;
  readonly asMetricSource?: boolean;
  readonly response?: KedaResponse;
  readonly expect: Expectation;
}

export interface KedaResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Expectation {
  readonly buildError?: string;
  readonly metricName?: string;
  readonly target?: string;
  readonly targetType?: string;
  readonly value?: string;
  readonly active?: boolean;
  readonly error?: string;
  readonly request?: Readonly<Record<string, unknown>>;
}

/** The body of a response as it travels. */
export function bodyOf({ body = '' }: KedaResponse): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Compares a quantity, when one is expected. */
export function compareQuantity(name: string, expected: string | undefined, actual: Quantity | undefined): CaseResult {
  if (expected === undefined) return { ok: true };
  const parsed = parseQuantity(expected);
  if (!parsed.ok) return { ok: false, diff: parsed.message };
  return compareJson({ [name]: parsed.quantity.nanos }, { [name]: actual?.nanos });
}
