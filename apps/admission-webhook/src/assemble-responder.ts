import { createEventRecorder } from '@dogwatch/kube';
import { createRareLog, parseTracingSettings, type RareLog } from '@dogwatch/telemetry';
import { createDecisionLog } from './explain/decision-log.js';
import { createDecisionPublisher } from './explain/publish-decisions.js';
import { createReviewReporter } from './explain/report-review.js';
import { respondToExplain } from './explain/respond-to-explain.js';
import { createResponder, type Respond, type ReviewHandler } from './http/respond.js';
import { answerProbe, probePath } from './probe/probe-webhook.js';
import { webhookPaths } from './registration/render-webhook-configuration.js';
import { createPodReviewer, type PodReview } from './review/review-pod.js';
import type { RuntimeParts } from './runtime-parts.js';
import { createSpanRecorder } from './telemetry/review-span.js';

const rememberedDecisions = 10_000;
/** API servers take objects of at most 3 MiB, and a review may hold one and what it was before. */
const maxBodyBytes = 8 * 1024 * 1024;
const maxBufferedBytes = 128 * 1024 * 1024;

/** Puts together what answers reviews, tells what was decided, and explains it. */
export function assembleResponder(parts: RuntimeParts): Respond {
  const { context, metrics } = parts;
  const rareLog = createRareLog(context.logger);
  const isTraced = parseTracingSettings(context.env) !== undefined;
  return createResponder({
    handlers: createHandlers(parts, rareLog),
    maxBodyBytes,
    maxBufferedBytes,
    ...(isTraced && { recordSpan: createSpanRecorder(context.telemetry.tracer(context.name)) }),
    onRefused: ({ code, text }) => {
      metrics.refused(code);
      const advice = 'Only API servers should call this port.';
      rareLog.warn({ reason: `Http${code}` }, `A request was refused: ${text}. ${advice}`);
    },
  });
}

function createHandlers(parts: RuntimeParts, rareLog: RareLog): ReadonlyMap<string, ReviewHandler> {
  const { rules } = parts;
  const options = {
    ...rules,
    onReviewed: startReporting(parts),
    onDefect: (error: unknown) => {
      const message = 'A review failed unexpectedly; this is a defect, please report it.';
      rareLog.error({ reason: 'Unexpected', error }, message);
    },
  };
  const handlers = Array.from(webhookPaths(rules.plan()), ([webhook, path]): [string, ReviewHandler] => [
    path,
    createPodReviewer(webhook, options),
  ]);
  const probing: [string, ReviewHandler][] = rules.plan().options.probeEnabled ? [[probePath, answerProbe]] : [];
  return new Map([...handlers, ...probing]);
}

function startReporting({
  context,
  kube,
  link,
  metrics,
  leadership,
  rules,
}: RuntimeParts): (review: PodReview) => void {
  const { name: app, instance, logger, signal } = context;
  const log = createDecisionLog(rememberedDecisions);
  const publisher = createDecisionPublisher({ link, instance, gatherMillis: 200, maxDecisions: 100 });
  context.onShutdown('decisions', () => publisher.stop());
  const events = createEventRecorder({ client: kube, component: app, instance, log: logger });
  context.onShutdown('events', () => events.stop());
  const stop = respondToExplain({
    ...rules,
    link,
    client: kube,
    log,
    app,
    instance,
    signal,
    isLeader: () => leadership.isLeader(),
  });
  context.onShutdown('explain', stop);
  return createReviewReporter({ metrics, log, publisher, events, nowMillis: rules.nowMillis });
}
