import type { CaseResult } from '../../suite.ts';
import { parseOptions } from './setting.ts';
import { fail, type Vector } from './vector.ts';

/** Options that contradict each other turn the injection of libraries off. */
export function run(vector: Vector): CaseResult {
  const { errors } = parseOptions(vector);
  return errors.some(({ disables }) => disables === 'lib_injection') ? { ok: true } : fail('the options are accepted');
}
