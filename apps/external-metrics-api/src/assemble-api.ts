import { coreResources, type KubeClient } from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import type { ServiceContext } from '@dogwatch/service';
import { parseTracingSettings } from '@dogwatch/telemetry';
import type { TrustFollower } from './authentication/follow-trust.js';
import type { ExternalMetricsApiConfig } from './config.js';
import { type ApiPorts, createApi } from './create-api.js';
import { createDecisionLog, type DecisionLog } from './explain/decision-log.js';
import { explainMetric } from './explain/explain-metric.js';
import { respondToExplain } from './explain/respond-to-explain.js';
import type { Respond } from './http/respond.js';
import { decideReadiness } from './readiness.js';
import { createRefusalLog } from './refusal-log.js';
import { createServe } from './serve.js';
import { createSpanRecorder } from './telemetry/request-span.js';
import { createServingMetrics } from './telemetry/serving-metrics.js';
import type { Values } from './values/follow-values.js';

type Context = ServiceContext<ExternalMetricsApiConfig>;

/** What the API is made of. */
export interface ApiParts {
  readonly kube: KubeClient;
  readonly link: NatsLink;
  readonly trust: TrustFollower;
  readonly values: Values;
}

const nowMillis = (): number => Date.now();
const decisionsPerMetric = 5;
const maxExplainedMetrics = 10_000;
// callers wait: KEDA gives up after 3 s, of which the review of its token may have taken half
const accessReviewTimeoutMillis = 1300;

/** Puts the parts together to what answers requests, and reports their state to health, telemetry and explain. */
export function assembleApi(context: Context, parts: ApiParts): Respond {
  const { config, telemetry, health, logger: log } = context;
  const decisions = createDecisionLog(decisionsPerMetric, maxExplainedMetrics);
  const metrics = createServingMetrics(telemetry.registry);
  const logRefusal = createRefusalLog(log, nowMillis);
  const readiness = (): ReturnType<typeof decideReadiness> => toReadiness(config, parts);
  health.setReadiness(readiness);
  addPeers(context, parts);
  explain(context, parts, decisions);
  const isTraced = parseTracingSettings(context.env) !== undefined;
  return createApi({
    ...reviews(parts.kube),
    trust: () => parts.trust.trust(),
    prepare: createServe({
      store: parts.values.store,
      isLoaded: () => parts.values.leader().synced || parts.values.resources().synced,
      options: { ...config, autogenNamespace: config.resourcesNamespace },
      decisions,
      nowMillis,
    }),
    routes: {
      version: context.version,
      unreadyReason: () => {
        const verdict = readiness();
        return verdict.ok ? undefined : verdict.message;
      },
      metricsText: () => telemetry.metricsText(),
    },
    onRefused: (refusal) => {
      metrics.observeRefusal(refusal.stage, refusal.reason);
      logRefusal(refusal);
    },
    metrics,
    log,
    nowMillis,
    uptimeMillis: () => performance.now(),
    ...(isTraced && { recordSpan: createSpanRecorder(telemetry.tracer(context.name)) }),
  });
}

function reviews(kube: KubeClient): Pick<ApiPorts, 'reviewAccess' | 'reviewToken'> {
  return {
    reviewToken: (token, signal) => kube.create(coreResources.tokenReviews, { spec: { token } }, { signal }),
    reviewAccess: (spec) =>
      kube.create(coreResources.subjectAccessReviews, { spec }, { timeoutMillis: accessReviewTimeoutMillis }),
  };
}

function toReadiness(
  config: ExternalMetricsApiConfig,
  { trust, values }: ApiParts,
): ReturnType<typeof decideReadiness> {
  return decideReadiness({
    missingTrust: trust.missing(),
    leader: values.leader(),
    resources: values.resources(),
    nowMillis: nowMillis(),
    patienceMillis: (config.maxAgeSeconds + config.queryValidityPeriodSeconds) * 1000,
  });
}

function addPeers({ health }: Context, { trust, values }: ApiParts): void {
  health.addPeer('metrics-poller', () => {
    const { synced, problem } = values.leader();
    const message = problem === undefined ? {} : { message: problem };
    if (!synced) return { state: problem === undefined ? 'unknown' : 'down', ...message };
    return { state: problem === undefined ? 'up' : 'down', ...message };
  });
  const watched = {
    'kubernetes datadogmetrics': () => values.resources(),
    'kubernetes authentication': () => trust.state(),
  };
  for (const [name, state] of Object.entries(watched)) {
    health.addPeer(name, () => {
      const { synced, lastError } = state();
      if (lastError !== undefined) return { state: 'down', message: lastError.message };
      return { state: synced ? 'up' : 'unknown' };
    });
  }
}

function explain(context: Context, { link, values }: ApiParts, decisions: DecisionLog): void {
  const { name: app, instance, config } = context;
  const responder = respondToExplain(link, app, (key) =>
    explainMetric({
      app,
      instance,
      stored: values.store.get(key),
      decisions: decisions.of(key),
      leader: values.leader(),
      queryValidityPeriodSeconds: config.queryValidityPeriodSeconds,
      nowMillis: nowMillis(),
    }),
  );
  context.onShutdown('explain', () => responder.stop());
}
