import { explainSelection } from '@dogwatch/admission';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { expectationOf } from './divergences.ts';
import { contextOf, planOf } from './setting.ts';
import type { Vector, VectorLibrary } from './vector.ts';

/** Which libraries a pod gets, and which target decides. */
export function run(vector: Vector): CaseResult {
  const pod = vector.pod ?? null;
  const plan = planOf(vector);
  const { libraries, target } = explainSelection(pod, plan, contextOf(vector, 'lib_injection', pod, plan));
  const expected = expectationOf(vector);
  const wanted = (expected['libraries'] ?? []) as unknown as readonly VectorLibrary[];
  return allOk([
    compareJson(sorted(wanted), sorted(libraries), { subset: true }),
    'target' in expected ? compareJson(expected['target'], target) : { ok: true },
  ]);
}

function sorted(libraries: readonly VectorLibrary[]): readonly VectorLibrary[] {
  return libraries.toSorted((a, b) => ((a.image ?? '') < (b.image ?? '') ? -1 : 1));
}
