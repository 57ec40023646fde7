import {
  type Decision,
  isJsonObject,
  type JsonObject,
  objectAt,
  objectsAt,
  textAt,
  toObjectAddress,
} from '@dogwatch/admission';
import { coreResources, defineResource, type EventRecorder, type EventSubject } from '@dogwatch/kube';
import type { AdmissionMetrics } from '../telemetry/admission-metrics.js';
import type { PodReview } from '../review/review-pod.js';
import { boundText } from './bound-text.js';
import type { DecisionLog, PodDecision } from './decision-log.js';
import type { DecisionPublisher } from './publish-decisions.js';

/** Who is told of reviews. */
export interface ReviewAudience {
  readonly metrics: AdmissionMetrics;
  readonly log: DecisionLog;
  readonly publisher: DecisionPublisher;
  readonly events: Pick<EventRecorder, 'recordEvent'>;
  readonly nowMillis: () => number;
}

/** The longest name that Kubernetes accepts. */
const maxNameLength = 253;
/** The longest message of an Event. */
const maxMessageLength = 1024;
const maxDecisions = 50;

/** Tells everybody who wants to know what was decided about a pod. A dry run writes nothing to the API server. */
export function createReviewReporter(audience: ReviewAudience): (review: PodReview) => void {
  const { metrics, log, publisher, events, nowMillis } = audience;
  return (review) => {
    const decision = toDecision(review, nowMillis());
    log.record(decision);
    publisher.publish(decision);
    observe(metrics, review);
    if (review.request.dryRun || decision.decisions.every(isQuiet)) return;
    const subject = toSubject(review);
    if (subject === undefined) return;
    for (const { reason, message } of decision.decisions.filter((one) => !isQuiet(one)))
      events.recordEvent(subject, { type: 'Warning', reason, message: `${decision.pod}: ${message}` });
  };
}

function isQuiet({ outcome, warns }: Decision): boolean {
  return outcome !== 'failed' && warns === undefined;
}

function toDecision({ webhook, request, mutation }: PodReview, atMillis: number): PodDecision {
  const metadata = metadataOf(request.object);
  const owner = objectsAt(metadata, 'ownerReferences')[0];
  return {
    atMillis,
    namespace: boundText(request.namespace, maxNameLength),
    pod: boundText(textAt(metadata, 'name') || textAt(metadata, 'generateName') || '', maxNameLength),
    owner: owner && boundText(`${textAt(owner, 'kind')}/${textAt(owner, 'name')}`, maxNameLength),
    mutation: webhook,
    outcome: toOutcome(mutation),
    dryRun: request.dryRun,
    decisions: boundDecisions(mutation?.decisions ?? []),
  };
}

/** Those that are told: webhooks see pods before anybody has checked them, so nothing about their texts is certain. */
function boundDecisions(decisions: readonly Decision[]): readonly Decision[] {
  const isBounded =
    decisions.length <= maxDecisions && decisions.every(({ message }) => message.length <= maxMessageLength);
  if (isBounded) return decisions;
  return decisions
    .slice(0, maxDecisions)
    .map((decision) => ({ ...decision, message: boundText(decision.message, maxMessageLength) }));
}

function toOutcome(mutation: PodReview['mutation']): PodDecision['outcome'] {
  if (mutation === undefined || mutation.failure !== undefined) return 'failed';
  return mutation.edits.length > 0 ? 'mutated' : 'unchanged';
}

function observe(metrics: AdmissionMetrics, { webhook, mutation, elapsedSeconds }: PodReview): void {
  const injected = mutation !== undefined && mutation.edits.length > 0 && mutation.failure === undefined;
  const error = mutation === undefined ? 'Unexpected' : mutation.failure?.reason;
  metrics.reviewed({ webhook, seconds: elapsedSeconds, injected, error });
  if (mutation?.injection !== undefined) metrics.injected(mutation.injection);
  for (const { rule, outcome, reason } of mutation?.decisions ?? []) metrics.decided(rule, outcome, reason);
}

function metadataOf(pod: PodReview['request']['object']): JsonObject | undefined {
  return isJsonObject(pod) ? objectAt(pod, 'metadata') : undefined;
}

/** A pod that is being created cannot have Events yet: they go to its owner, or to the pod's name and uid without one. */
function toSubject({ request: { namespace, object } }: PodReview): EventSubject | undefined {
  const metadata = metadataOf(object);
  const reference = objectsAt(metadata, 'ownerReferences')[0];
  if (reference === undefined) {
    const name = textAt(metadata, 'name');
    const uid = textAt(metadata, 'uid');
    return name === undefined || name.length > maxNameLength
      ? undefined
      : { resource: coreResources.pods, metadata: { name, namespace, ...(uid !== undefined && { uid }) } };
  }
  const owner = toObjectAddress(reference, namespace);
  if (!owner.ok || owner.object.name.length > maxNameLength) return undefined;
  const { group, version, kind, name, resource: plural } = owner.object;
  const uid = textAt(reference, 'uid');
  return {
    resource: defineResource({ group, version, kind, plural, namespaced: true }),
    metadata: { name, namespace, ...(uid !== undefined && { uid }) },
  };
}
