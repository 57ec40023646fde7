import type { DatadogMetric } from '@dogwatch/crds';
import type { KubeResult } from '@dogwatch/kube';
import type { MetricValuesUpdated } from '@dogwatch/messages';
import { type Autoscaler, type AutogenMetric, defaultScalingOptions } from '@dogwatch/scaling';
import { silentLogger } from '@dogwatch/telemetry';
import { trace } from '@opentelemetry/api';
import type { OrgQuestion, Reply } from '../poll/ask-datadog.js';
import { createPoller, type Poller } from '../poll/poller.js';
import type { MetricObjects, PollerOptions } from '../poll/poller-ports.js';
import { sha256Hex } from '../leader/poller-term.js';
import { createValuesPublisher } from '../publish/values-publisher.js';

/** A question that waits for its answer. */
export interface OpenQuestion {
  readonly queries: readonly string[];
  /** Answers every query with this value, as of now. */
  answer(value: number): void;
  /** Answers that no call is free. */
  refuse(): void;
}

/** A generated metric to create that waits for its result. */
export interface OpenCreation {
  readonly metric: AutogenMetric;
  readonly end: (result: KubeResult<unknown>) => void;
}

/** A poller whose surroundings are moved by hand: each answer, creation and second is the test's. */
export interface HandDrivenPoller {
  readonly poller: Poller;
  readonly ending: AbortController;
  readonly clock: { nowMillis: number };
  readonly autoscalers: Autoscaler[];
  /** Questions without an answer, oldest first. */
  readonly open: OpenQuestion[];
  readonly sent: MetricValuesUpdated[];
  /** Keys whose status was to be written. */
  readonly written: string[];
  readonly creating: OpenCreation[];
}

/** The options it has. */
export const handDrivenDefaults: PollerOptions = {
  ...defaultScalingOptions,
  autogenEnabled: true,
  autogenNamespace: 'default',
  autogenSelector: [],
  maxParallelRequests: 10,
  batchWindowSeconds: 0,
};

/** See `HandDrivenPoller`; changes are acted on at once. */
export function createHandDrivenPoller(options: Partial<PollerOptions> = {}): HandDrivenPoller {
  const clock = { nowMillis: 1_700_000_000_000 };
  const nowMillis = (): number => clock.nowMillis;
  const ending = new AbortController();
  const autoscalers: Autoscaler[] = [];
  const open: OpenQuestion[] = [];
  const sent: MetricValuesUpdated[] = [];
  const written: string[] = [];
  const creating: OpenCreation[] = [];
  const ports = {
    ask: createAsk(open, nowMillis),
    objects: createObjects(written, creating),
    publisher: createValuesPublisher({
      epoch: 'test',
      nowMillis,
      publish: (message) => sent.push(message),
      maxMessageBytes: () => 1_048_576,
    }),
    nowMillis,
    sha256Hex,
    random: () => 0,
    log: silentLogger,
    tracer: trace.getTracer('test'),
    events: {},
    lookups: { env: () => undefined, clusterName: () => undefined },
  };
  const poller = createPoller(ports, { ...handDrivenDefaults, ...options }, () => autoscalers, ending.signal);
  return { poller, ending, clock, autoscalers, open, sent, written, creating };
}

function createAsk(open: OpenQuestion[], nowMillis: () => number): (question: OrgQuestion) => Promise<Reply> {
  return ({ queries }) => {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const end = (reply: Omit<Reply, 'endpoint'>): void => {
      open.splice(open.indexOf(question), 1);
      resolve({ ...reply, endpoint: 'api.test' });
    };
    const question: OpenQuestion = {
      queries,
      answer(value) {
        const dataTimeSeconds = Math.trunc(nowMillis() / 1000);
        const outcome = { ok: true, value, dataTimeSeconds, points: [], pointCount: 1 } as const;
        end({ answer: { ok: true, outcomes: queries.map(() => outcome) }, httpStatus: 200 });
      },
      refuse: () =>
        end({ answer: { ok: false, reason: 'RateLimited', message: 'no call is free' }, httpStatus: undefined }),
    };
    open.push(question);
    return promise;
  };
}

function createObjects(written: string[], creating: OpenCreation[]): MetricObjects {
  return {
    create(metric) {
      const { promise, resolve } = Promise.withResolvers<KubeResult<unknown>>();
      creating.push({ metric, end: resolve });
      return promise;
    },
    remove: () => Promise.resolve({ ok: true, value: undefined }),
    writeStatus: (key) => void written.push(key),
  };
}

/** A DatadogMetric in the namespace `default`, always active unless told otherwise. */
export function toMetric(name: string, query: string, alwaysActive = true): DatadogMetric {
  const annotations = { 'external-metrics.datadoghq.com/always-active': String(alwaysActive) };
  return { metadata: { namespace: 'default', name, annotations }, spec: { query } };
}

/** A HorizontalPodAutoscaler that names one plain metric. */
export function toPlainHpa(name: string, metric: string): Autoscaler {
  return { kind: 'hpa', namespace: 'default', name, labels: {}, externalMetrics: [{ name: metric }] };
}
