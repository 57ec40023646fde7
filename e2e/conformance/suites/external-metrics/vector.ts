import type { CaseResult } from '../../suite.ts';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** One case of external-metrics.json. */
export interface Vector {
  readonly id: string;
  readonly group: string;
  readonly name?: string;
  readonly input: Json;
  readonly expected: Json;
  readonly deviation?: { readonly recommended?: unknown };
}

/** Runs the vectors of one group. */
export type GroupRunner = (vector: Vector) => CaseResult | Promise<CaseResult>;

/** The clock of all cases that name no time: 2024-05-01T12:00:00Z. */
export const defaultNowSeconds = 1_714_564_800;

/** Whether the vector recommends something else than `expected`, precisely enough to be checked. */
export function recommendation(vector: Vector): Json | undefined {
  const recommended = vector.deviation?.recommended;
  if (typeof recommended !== 'object' || recommended === null) return undefined;
  const { note: _, inProcess: __, ...keys }: Record<string, unknown> = { ...recommended };
  return Object.keys(keys).length === 0 ? undefined : keys;
}

/**
 * What must come out: `expected` under the keys of the recommendation; when that turns a success into a refusal (`error`, or
 * a `status` from 400), the recommendation alone.
 */
export function expectation(vector: Vector): Json {
  const recommended = recommendation(vector);
  if (recommended === undefined) return vector.expected;
  const refuses = 'error' in recommended || Number(recommended['status']) >= 400;
  const succeeds = !('error' in vector.expected) && !(Number(vector.expected['status']) >= 400);
  return refuses && succeeds ? recommended : { ...vector.expected, ...recommended };
}

/** A field that should be a text or a number, as text; empty when it is absent. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
