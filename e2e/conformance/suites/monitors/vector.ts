import type { CaseResult } from '../../suite.ts';

/** One case of monitors.json; what else it holds depends on its section. */
export type Vector = Readonly<Record<string, unknown>> & { readonly id: string };

/** Runs the cases of one section. */
export type SectionRunner = (vector: Vector) => CaseResult | Promise<CaseResult>;

/** A field that should be an object. */
export function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A field that should be a text. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A field that should be a list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
