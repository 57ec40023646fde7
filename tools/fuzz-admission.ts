// Random pods through every entry of the admission core: nothing may throw, and no law of its specification may break.
//   node tools/fuzz-admission.ts [COUNT] [SEED]    exit 1 with the pod that broke something
import type { JsonValue, Mutation } from '@dogwatch/admission';
import fc from 'fast-check';
import { entriesOf, judge, planFrom } from '../libs/domain/admission/src/testing/laws.ts';
import {
  environmentArbitrary,
  mangledPodArbitrary,
  podArbitrary,
} from '../libs/domain/admission/src/testing/pod-arbitrary.ts';

const total = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const perPlan = 500;
const context = { namespace: 'shop', nowSeconds: 1_700_000_000, namespaceLabels: { team: 'a' } };

interface Totals {
  pods: number;
  mutations: number;
  changed: number;
  operations: number;
  failures: number;
}

/** Half of the pods are such as clients send, half are mangled. */
const pods = fc.oneof(podArbitrary, mangledPodArbitrary);

function fuzz(): Totals {
  const totals: Totals = { pods: 0, mutations: 0, changed: 0, operations: 0, failures: 0 };
  for (let round = 0; totals.pods < total; round++) {
    const [environment = {}] = fc.sample(environmentArbitrary, { numRuns: 1, seed: seed + round });
    const entries = entriesOf(planFrom(environment), context);
    const numRuns = Math.min(perPlan, total - totals.pods);
    totals.pods += numRuns;
    for (const pod of fc.sample(pods, { numRuns, seed: seed + round })) {
      for (const [name, mutate] of entries) tryPod(pod, mutate, totals, `${name} with ${JSON.stringify(environment)}`);
    }
  }
  return totals;
}

function tryPod(pod: JsonValue, mutate: (pod: JsonValue) => Mutation, totals: Totals, what: string): void {
  const { mutation, broken } = judge(pod, mutate);
  const { edits, failure } = mutation;
  totals.mutations += 1;
  totals.changed += edits.length > 0 ? 1 : 0;
  totals.operations += edits.length;
  totals.failures += failure === undefined ? 0 : 1;
  if (broken !== undefined) throw new Error(`${what}: ${broken}\npod ${JSON.stringify(pod)}`);
}

const start = performance.now();
const totals = fuzz();
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${totals.pods} pods, ${totals.mutations} mutations, ${totals.changed} patches with ${totals.operations} operations, ` +
    `${totals.failures} refused with a reason, 0 laws broken, seed ${seed}, ${seconds} s`,
);
