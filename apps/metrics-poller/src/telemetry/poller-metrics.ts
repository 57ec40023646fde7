import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import type { MetricState } from '@dogwatch/scaling';
import type { PollerEvents } from '../poll/poller-ports.js';
import type { WantEvents } from '../wants/poller-wants.js';
import type { WantEntry } from '../wants/want-table.js';
import { createWantMetrics } from '../wants/want-metrics.js';
import type { WorkQueue } from '../kubernetes/work-queue.js';
import { createWorkQueueMetrics, type WorkQueueMetrics } from './work-queue-metrics.js';

/** The metrics of a poller; `events` and `statusWritten` feed them. */
export interface PollerMetrics {
  readonly events: Pick<Required<PollerEvents>, 'requestEnded'>;
  /** Hears how the queue of statuses goes. */
  readonly queue: WorkQueueMetrics;
  /** Hears what happens to wants. */
  readonly wants: WantEvents;
  /** A status was written, or not, for this reason. */
  statusWritten(reason: string | undefined): void;
}

/** What is read when the metrics are scraped. */
export interface PollerMetricsSource {
  /** Empty while not leading. */
  readonly states: () => Iterable<MetricState>;
  readonly isLeader: () => boolean;
  /** The queue of statuses; undefined while not leading. */
  readonly queue: () => Pick<WorkQueue, 'depth' | 'workingSeconds'> | undefined;
  /** Empty while not leading. */
  readonly wants: () => Iterable<WantEntry>;
}

/** On every metric of the leader, so that queries can join them with `leader_election_is_leader`. */
export const leaderLabels = { join_leader: 'true' };

const elapsedBuckets = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

/**
 * The Datadog Cluster Agent's metrics about DatadogMetrics, under the same names and labels, and some of our own
 * (`metrics_poller_*`). Values of single metrics are read at scrape time, so that they cost nothing in between.
 */
export function createPollerMetrics(registry: Registry, source: PollerMetricsSource): PollerMetrics {
  const registers = [registry];
  describeMetrics(registry, source);
  const elapsed = new Histogram({
    name: 'external_metrics_retriever_elapsed',
    help: 'Time from asking for a batch to its last result, in seconds.',
    buckets: elapsedBuckets,
    labelNames: Object.keys(leaderLabels),
    registers,
  });
  const splits = new Counter({
    name: 'metrics_poller_split_requests_total',
    help: 'Further requests that were needed to find the query Datadog refused.',
    registers,
  });
  const writes = new Counter({
    name: 'metrics_poller_status_writes_total',
    help: 'Statuses of DatadogMetrics written, by the reason of failure (empty when written).',
    labelNames: ['reason'],
    registers,
  });
  return {
    events: {
      requestEnded({ seconds, calls }) {
        elapsed.observe(leaderLabels, seconds);
        if (calls > 1) splits.inc(calls - 1);
      },
    },
    wants: createWantMetrics(registry, source.wants),
    queue: createWorkQueueMetrics(registry, 'datadogmetrics', source.queue),
    statusWritten: (reason = '') => writes.inc({ reason }),
  };
}

/** `name{scope}` of the first series of a query: how the Datadog Cluster Agent labels it. */
function toMetricLabel(query: string): string {
  return /[A-Za-z][\w.]*\{[^}]*\}/.exec(query)?.[0] ?? query;
}

type Labels = Readonly<Record<string, string>>;

/** A gauge whose samples are made when it is scraped. */
function addGauge(
  registry: Registry,
  { name, help, labelNames }: { readonly name: string; readonly help: string; readonly labelNames: readonly string[] },
  samples: () => Iterable<readonly [Labels, number]>,
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of samples()) this.set(labels, value);
    },
  });
  gauge.reset();
}

function describeMetrics(registry: Registry, { states, isLeader }: PollerMetricsSource): void {
  addGauge(registry, { name: 'metrics_poller_leader', help: '1 while this replica polls.', labelNames: [] }, () => [
    [{}, isLeader() ? 1 : 0],
  ]);
  addGauge(
    registry,
    {
      name: 'leader_election_is_leader',
      help: 'Always 1; the label is_leader tells whether this replica leads.',
      labelNames: ['join_leader', 'is_leader'],
    },
    () => [[{ ...leaderLabels, is_leader: String(isLeader()) }, 1]],
  );
  addGauge(
    registry,
    {
      name: 'external_metrics_datadog_metrics',
      help: 'The DatadogMetrics; always 1.',
      labelNames: ['namespace', 'name', 'valid', 'active', 'join_leader'],
    },
    function* () {
      for (const { definition, valid, active } of states()) {
        const { namespace, name } = definition;
        yield [{ namespace, name, valid: String(valid), active: String(active), ...leaderLabels }, 1];
      }
    },
  );
  for (const { name, help, read } of valueGauges)
    addGauge(registry, { name, help, labelNames: ['metric', 'join_leader'] }, function* () {
      for (const state of states()) {
        const value = state.active ? read(state) : undefined;
        if (value === undefined) continue;
        yield [{ metric: toMetricLabel(state.definition.query), ...leaderLabels }, value];
      }
    });
}

interface ValueGauge {
  readonly name: string;
  readonly help: string;
  readonly read: (state: MetricState) => number | undefined;
}

const valueGauges: readonly ValueGauge[] = [
  {
    name: 'external_metrics_processed_value',
    help: 'The last value.',
    read: ({ value, dataTimeSeconds }) => (dataTimeSeconds === undefined ? undefined : value),
  },
  {
    name: 'external_metrics_delay_seconds',
    help: 'Age of the data point when it was read.',
    read: ({ dataTimeSeconds, updatedAtMillis }) =>
      dataTimeSeconds === undefined ? undefined : updatedAtMillis / 1000 - dataTimeSeconds,
  },
  {
    name: 'external_metrics_updated',
    help: '1 when the last attempt gave a value, else 0.',
    read: ({ error }) => (error === undefined ? 1 : 0),
  },
];
