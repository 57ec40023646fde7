import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnerLookup } from './owner-lookup.js';
import { entriesOf, judge, planFrom } from './testing/laws.js';
import { environmentArbitrary, mangledPodArbitrary, podArbitrary } from './testing/pod-arbitrary.js';

const owner = { found: true, kind: 'Deployment', name: 'shop', labels: { 'tags.datadoghq.com/env': 'prod' } } as const;

const contextArbitrary = fc.record({
  namespace: fc.constantFrom('shop', 'kube-system', 'datadog', ''),
  nowSeconds: fc.constant(1_700_000_000),
  namespaceLabels: fc.constantFrom<Readonly<Record<string, string>> | undefined>(
    undefined,
    {},
    { team: 'a', 'pod-security.kubernetes.io/enforce': 'restricted' },
  ),
  owner: fc.constantFrom<OwnerLookup | undefined>(undefined, owner, {
    ...owner,
    detected: new Map([['app', ['go', 'java', 'js']]]),
  }),
});

describe('every mutation', () => {
  it.each([
    ['pods as clients send them', podArbitrary],
    ['mangled pods and any JSON', mangledPodArbitrary],
  ])(
    'of %s has a patch that makes it, is done once, adds only, keeps lists free of repetitions, and respects the opt-out',
    (_, pods) => {
      fc.assert(
        fc.property(pods, environmentArbitrary, contextArbitrary, (pod, environment, context) => {
          for (const [name, mutate] of entriesOf(planFrom(environment), context)) {
            expect([name, judge(pod, mutate).broken]).toEqual([name, undefined]);
          }
        }),
        { numRuns: 1000 },
      );
    },
    60_000,
  );
});
