import type { KubeResult } from '@dogwatch/kube';
import type { TemplateLookups } from '@dogwatch/query';
import type {
  AutogenMetric,
  MetricState,
  ReferenceOptions,
  ReferenceProblem,
  ScalingOptions,
  Sha256Hex,
} from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import type { Tracer } from '@opentelemetry/api';
import type { OrgQuestion, Reply } from './ask-datadog.js';
import type { ValuesPublisher } from '../publish/values-publisher.js';
import type { PolledWants } from '../wants/polled-wants.js';

/** The settings of a poller. */
export interface PollerOptions extends ScalingOptions, ReferenceOptions {
  /** Most requests in flight. */
  readonly maxParallelRequests: number;
  /** How long changes wait for others before they are acted on. */
  readonly batchWindowSeconds: number;
}

/** What the poller does to DatadogMetric objects. Failures are values; the poller tries again when it next has reason to. */
export interface MetricObjects {
  create(metric: AutogenMetric): Promise<KubeResult<unknown>>;
  remove(key: string): Promise<KubeResult<unknown>>;
  /** Has the status written, soon and once, from the state it has then. */
  writeStatus(key: string): void;
}

/** What happens in a poller, for metrics and events. */
export interface PollerEvents {
  /** One request with everything it took has ended. */
  requestEnded?(event: { readonly seconds: number; readonly queries: number; readonly calls: number }): void;
  /** All autoscalers were looked at; these name a metric in a way that cannot work. Mostly the same ones as at the last look. */
  looked?(problems: readonly ReferenceProblem[]): void;
}

/** Everything a poller reaches outside of itself. */
export interface PollerPorts {
  readonly ask: (question: OrgQuestion) => Promise<Reply>;
  readonly publisher: ValuesPublisher;
  /** What others want polled; default: nothing. */
  readonly wants?: PolledWants;
  readonly objects: MetricObjects;
  readonly events: PollerEvents;
  readonly log: Logger;
  readonly tracer: Tracer;
  readonly lookups: TemplateLookups;
  readonly sha256Hex: Sha256Hex;
  readonly nowMillis: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The metrics a leader knows, by `NAMESPACE/NAME`. */
export type MetricStates = ReadonlyMap<string, MetricState>;
