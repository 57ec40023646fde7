import { compileAdmissionPlan, type OwnerLookup, parseAdmissionOptions } from '@dogwatch/admission';
import { expect, test } from 'vitest';
import type { FindOwner } from '../owners/find-owner.js';
import { createPodReviewer, type PodReview, type ReviewPod } from './review-pod.js';
import { toWarnings } from './to-warnings.js';

const plan = compileAdmissionPlan(parseAdmissionOptions({}), { ownNamespace: 'datadog', startTimeSeconds: 0 });
const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d' };
const metadata = { labels: { 'admission.datadoghq.com/enabled': 'true' }, ownerReferences: [reference] };
const object = { metadata, spec: { containers: [{ name: 'app' }] } };
const request = { apiVersion: 'admission.k8s.io/v1', uid: 'u', namespace: 'shop', dryRun: false, object } as const;

function reviewerOf(
  findOwner: FindOwner,
  tell: (review: PodReview) => void = () => undefined,
): {
  readonly review: ReviewPod;
  readonly reviews: PodReview[];
  readonly defects: unknown[];
} {
  const reviews: PodReview[] = [];
  const defects: unknown[] = [];
  const review = createPodReviewer('standard_tags', {
    plan: () => plan,
    namespaceLabels: () => undefined,
    findOwner,
    nowMillis: () => 0,
    onReviewed: (one) => {
      reviews.push(one);
      tell(one);
    },
    onDefect: (error) => void defects.push(error),
  });
  return { review, reviews, defects };
}

const owner: OwnerLookup = {
  found: true,
  kind: 'Deployment',
  name: 'web',
  labels: { 'tags.datadoghq.com/env': 'prod' },
};

test('a known owner costs no waiting', () => {
  const { review, reviews } = reviewerOf(() => owner);
  expect(review(request, 10_000)).toMatchObject({ patch: expect.stringContaining('DD_ENV') });
  expect(reviews).toHaveLength(1);
});

test('an owner that does not come in time leaves the pod without tags', async () => {
  const { review, reviews } = reviewerOf(() => new Promise(() => undefined));
  expect(await review(request, 20)).toEqual({});
  const decisions = reviews[0]?.mutation?.decisions ?? [];
  expect(decisions.find(({ reason }) => reason === 'OwnerNotFound')?.message).toContain('within 0.01 s');
});

test.each([
  [
    'at once',
    () => {
      throw new Error('boom');
    },
  ],
  ['later', () => Promise.reject(new Error('boom'))],
])('a defect that shows %s admits the pod, and says what happened', async (_, findOwner) => {
  const { review, reviews, defects } = reviewerOf(findOwner);
  const answer = await review(request, 1000);
  expect(answer.patch).toBeUndefined();
  expect(answer.problem).toContain('failed unexpectedly');
  expect(answer.warnings).toHaveLength(1);
  expect(defects).toHaveLength(1);
  expect(reviews).toMatchObject([{ mutation: undefined }]);
});

test.each([
  ['at once', (): OwnerLookup => owner],
  ['later', async (): Promise<OwnerLookup> => owner],
])('who is told of an answer cannot spoil it, when it is made %s', async (_, findOwner) => {
  const { review, reviews, defects } = reviewerOf(findOwner, () => {
    throw new Error('the listener fails');
  });
  expect(await review(request, 1000)).toMatchObject({ patch: expect.stringContaining('DD_ENV') });
  expect(reviews).toHaveLength(1);
  expect(defects).toHaveLength(1);
});

test('warnings are few, short, and one line each', () => {
  const warnings = toWarnings(Array.from({ length: 9 }, (_, index) => `${index}\n${'x'.repeat(500)}`));
  expect(warnings).toHaveLength(6);
  expect(warnings.at(-1)).toContain('4 more');
  for (const warning of warnings) {
    expect(warning.length).toBeLessThanOrEqual(256);
    expect(warning).not.toContain('\n');
  }
});
