import { parseLibConfig } from '@dogwatch/admission';
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { expectationOf } from './divergences.ts';
import { run as mutate } from './mutate.ts';
import { fail, type Vector } from './vector.ts';

/** The annotation `<language>-lib.config.v1` as variables. */
export function run(vector: Vector): CaseResult {
  if (vector.pod !== undefined) return mutate(vector);
  const { input, env, error } = expectationOf(vector);
  const parsed = parseLibConfig(typeof input === 'string' ? input : JSON.stringify(input));
  if (error === true) return parsed.ok ? fail('the configuration is accepted') : { ok: true };
  return parsed.ok ? compareJson(env, parsed.variables) : fail(parsed.message);
}
