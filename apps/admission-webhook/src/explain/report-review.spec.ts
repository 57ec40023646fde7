import type { Decision } from '@dogwatch/admission';
import type { EventNote, EventSubject } from '@dogwatch/kube';
import { Registry } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import type { PodReview } from '../review/review-pod.js';
import { createAdmissionMetrics } from '../telemetry/admission-metrics.js';
import { createDecisionLog, type PodDecision } from './decision-log.js';
import { createReviewReporter } from './report-review.js';

const long = 'a'.repeat(1_000_000);
const warned: Decision = {
  webhook: 'agent_config',
  rule: 'shape',
  outcome: 'skipped',
  reason: 'MalformedPod',
  message: `spec is ${long}`,
  warns: true,
};

function reviewOf(metadata: object): PodReview {
  const object = JSON.parse(JSON.stringify({ metadata }));
  return {
    webhook: 'agent_config',
    request: { apiVersion: 'admission.k8s.io/v1', uid: 'u', namespace: 'shop', dryRun: false, object },
    mutation: { edits: [], pod: object, decisions: [warned], warnings: [] },
    answer: {},
    elapsedSeconds: 0,
  };
}

const nowMillis = (): number => 0;

function report(metadata: object): { readonly published: PodDecision[]; readonly events: [EventSubject, EventNote][] } {
  const published: PodDecision[] = [];
  const events: [EventSubject, EventNote][] = [];
  createReviewReporter({
    metrics: createAdmissionMetrics(new Registry(), { certificateMillis: () => undefined, nowMillis }),
    log: createDecisionLog(10),
    publisher: { publish: (decision) => published.push(decision), stop: () => undefined },
    events: { recordEvent: (subject, note) => void events.push([subject, note]) },
    nowMillis,
  })(reviewOf(metadata));
  return { published, events };
}

test('a failure is an Event of the owner', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d', uid: 'r-1' };
  const { events } = report({ generateName: 'web-5d-', ownerReferences: [owner] });
  expect(events).toMatchObject([
    [
      { resource: { kind: 'ReplicaSet', plural: 'replicasets' }, metadata: { name: 'web-5d', uid: 'r-1' } },
      { reason: 'MalformedPod', message: expect.stringMatching(/^web-5d-: spec is a/) },
    ],
  ]);
});

test('texts that nobody has checked yet are remembered and told in short', () => {
  const owner = { apiVersion: 'apps/v1', kind: long, name: long };
  const { published, events } = report({ name: long, ownerReferences: [owner] });
  expect(JSON.stringify(published).length).toBeLessThan(3000);
  expect(JSON.stringify(published)).toContain('spec is aaa');
  expect(events).toEqual([]);
});
