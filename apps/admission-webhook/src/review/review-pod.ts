import {
  type JsonValue,
  type Mutation,
  type OwnerLookup,
  prepareMutation,
  type WebhookName,
} from '@dogwatch/admission';
import type { ReviewAnswer, ReviewRequest } from './admission-review.js';
import { type Rules, toContext } from './rules.js';
import { toWarnings } from './to-warnings.js';

/** A review that has been answered. */
export interface PodReview {
  readonly webhook: WebhookName;
  readonly request: ReviewRequest;
  /** Undefined when the mutation failed in a way that it should not. */
  readonly mutation: Mutation | undefined;
  readonly answer: ReviewAnswer;
  readonly elapsedSeconds: number;
}

/** What reviews are made with. */
export interface PodReviewerOptions extends Rules {
  /** Told of every answer. */
  readonly onReviewed: (review: PodReview) => void;
  /** Told of what should not happen. */
  readonly onDefect: (error: unknown, request: ReviewRequest) => void;
}

/** Answers reviews of one webhook: at once, unless an owner has to be read first. Whatever happens, the pod is admitted. */
export type ReviewPod = (
  request: ReviewRequest,
  timeoutMillis: number | undefined,
) => ReviewAnswer | Promise<ReviewAnswer>;

/** Of the time that the API server waits, this part is for reading an owner; the rest is for the way back. */
const ownerShare = 0.5;

/** Makes the handler of one webhook. */
export function createPodReviewer(webhook: WebhookName, options: PodReviewerOptions): ReviewPod {
  const tell = (review: PodReview): void => {
    try {
      options.onReviewed(review);
    } catch (error) {
      // the answer stands, whoever cannot take note of it
      options.onDefect(error, review.request);
    }
  };

  const answer = (request: ReviewRequest, mutation: Mutation, startMillis: number): ReviewAnswer => {
    const answer = toAnswer(mutation);
    tell({ webhook, request, mutation, answer, elapsedSeconds: secondsSince(startMillis) });
    return answer;
  };

  const fail = (error: unknown, request: ReviewRequest, startMillis: number): ReviewAnswer => {
    options.onDefect(error, request);
    const problem = `${webhook} failed unexpectedly, so the pod is not changed; see the log of admission-webhook`;
    const answer = { problem, warnings: toWarnings([problem]) };
    tell({ webhook, request, mutation: undefined, answer, elapsedSeconds: secondsSince(startMillis) });
    return answer;
  };

  return (request, timeoutMillis) => {
    const startMillis = performance.now();
    try {
      const plan = options.plan();
      const { lookup, finish } = prepareMutation(webhook, request.object, plan, toContext(request.namespace, options));
      if (lookup === undefined) return answer(request, finish(), startMillis);
      const owner = options.findOwner(lookup);
      if (!(owner instanceof Promise)) return answer(request, finish(owner), startMillis);
      const waitMillis = (timeoutMillis ?? plan.options.timeoutSeconds * 1000) * ownerShare;
      return within(owner, waitMillis)
        .then((found) => answer(request, finish(found), startMillis))
        .catch((error: unknown) => fail(error, request, startMillis));
    } catch (error) {
      return fail(error, request, startMillis);
    }
  };
}

function toAnswer({ edits, failure, warnings, decisions }: Mutation): ReviewAnswer {
  const problem = failure?.message ?? decisions.find(({ reason }) => reason === 'MalformedPod')?.message;
  return {
    ...(edits.length > 0 && failure === undefined && { patch: JSON.stringify(edits satisfies JsonValue) }),
    ...(problem !== undefined && { problem }),
    ...(warnings.length > 0 && { warnings: toWarnings(warnings) }),
  };
}

async function within(owner: Promise<OwnerLookup>, millis: number): Promise<OwnerLookup> {
  const late = Promise.withResolvers<OwnerLookup>();
  const message = `the owner was not read within ${millis / 1000} s`;
  const timer = setTimeout(() => late.resolve({ found: false, message }), millis);
  return Promise.race([owner, late.promise]).finally(() => clearTimeout(timer));
}

function secondsSince(startMillis: number): number {
  return (performance.now() - startMillis) / 1000;
}
