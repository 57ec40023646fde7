import { createHash } from 'node:crypto';
import type { ScalingReason } from '@dogwatch/scaling';

/** Our reasons under the symbolic codes of the data. */
export const codeOfReason: Readonly<Partial<Record<ScalingReason, string>>> = {
  BadReference: 'bad_reference_format',
  InvalidDuration: 'invalid_duration',
  MissingResult: 'missing_result',
  MultipleSeries: 'multiple_series',
  NoSeries: 'no_series',
  NotFound: 'not_found',
  NotQueriedYet: 'invalid_no_details',
  NotRepresentable: 'not_representable',
  OnlyNulls: 'only_nulls',
  OutOfRange: 'out_of_range',
  Outdated: 'outdated',
  RateLimited: 'rate_limit',
  ResponseMismatch: 'response_mismatch',
  Stale: 'stale',
};

/** The reason that a symbolic code stands for. */
export function reasonOfCode(code: string): ScalingReason | undefined {
  for (const [reason, known] of Object.entries(codeOfReason)) if (known === code) return reason as ScalingReason;
  return undefined;
}

/** SHA-256 in hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
