import type { DatadogObjectsOptions } from '@dogwatch/datadog';
import { errorOf } from '@dogwatch/monitors';
import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import { callLanes } from '../sync/call-lanes.js';
import type { SyncEvents } from '../sync/sync-ports.js';
import type { Term } from '../leader/sync-term.js';

/** What feeds the metrics of a replica. */
export interface SyncMetrics {
  readonly events: SyncEvents;
  readonly onCall: NonNullable<DatadogObjectsOptions['onCall']>;
}

/** The metrics of a replica; those about resources are told by the leader alone. */
export function createSyncMetrics(registry: Registry, term: () => Term | undefined): SyncMetrics {
  addGauges(registry, term);
  return { events: createEvents(registry), onCall: createCallMetrics(registry) };
}

function createCallMetrics(registry: Registry): SyncMetrics['onCall'] {
  const registers = [registry];
  const calls = new Counter({
    name: 'monitor_sync_datadog_calls_total',
    help: 'Calls to Datadog by endpoint and status; status 0 is no answer.',
    labelNames: ['endpoint', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'monitor_sync_datadog_call_seconds',
    help: 'Duration of calls to Datadog.',
    labelNames: ['endpoint'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const remaining = new Gauge({
    name: 'monitor_sync_datadog_calls_remaining',
    help: 'Calls left in the period of the rate limit, as Datadog said last.',
    labelNames: ['endpoint'],
    registers,
  });
  return ({ endpoint, answer, seconds: took, budget }) => {
    calls.inc({ endpoint, status: String(answer.status) });
    seconds.observe({ endpoint }, took);
    if (budget.remaining !== undefined) remaining.set({ endpoint }, budget.remaining);
  };
}

function createEvents(registry: Registry): SyncEvents {
  const registers = [registry];
  const statuses = new Counter({
    name: 'monitor_sync_status_writes_total',
    help: 'Statuses written, by the reason of the failure; OK for those that succeeded.',
    labelNames: ['reason'],
    registers,
  });
  const walks = new Counter({
    name: 'monitor_sync_walks_total',
    help: 'Looks at all objects of an API, by the reason of the failure; OK for those that were complete.',
    labelNames: ['api', 'reason'],
    registers,
  });
  const seconds = new Gauge({
    name: 'monitor_sync_walk_seconds',
    help: 'How long the last complete look at all objects of an API took.',
    labelNames: ['api'],
    registers,
  });
  const updates = new Counter({
    name: 'monitor_sync_updates_total',
    help: 'Objects that were put back as their resource says.',
    labelNames: ['kind'],
    registers,
  });
  return {
    statusWritten: (reason = 'OK') => statuses.inc({ reason }),
    updated: ({ crd }) => updates.inc({ kind: crd.kind }),
    walked({ api, reason, seconds: took }) {
      walks.inc({ api, reason: reason ?? 'OK' });
      if (reason === undefined) seconds.set({ api }, took);
    },
  };
}

function addGauges(registry: Registry, term: () => Term | undefined): void {
  const gauges: readonly ConstructorParameters<typeof Gauge>[0][] = [
    {
      name: 'monitor_sync_resources',
      help: 'Resources by kind and by what is wrong with them; InSync for those that are as they should be.',
      labelNames: ['kind', 'reason'],
      collect() {
        this.reset();
        for (const { kind, state } of term()?.session()?.synchronizer.table.entries.values() ?? []) {
          const reason = errorOf(state.status)?.reason ?? (state.id === undefined ? 'NotCreated' : 'InSync');
          this.inc({ kind: kind.crd.kind, reason });
        }
      },
    },
    {
      name: 'monitor_sync_waiting_calls',
      help: 'Calls to Datadog that wait for their turn.',
      labelNames: ['lane'],
      collect() {
        for (const lane of callLanes) this.set({ lane }, term()?.lanes.depth(lane) ?? 0);
      },
    },
    {
      name: 'monitor_sync_leader',
      help: '1 while this replica leads.',
      collect() {
        this.set(term() === undefined ? 0 : 1);
      },
    },
  ];
  for (const gauge of gauges) registry.registerMetric(new Gauge({ ...gauge, registers: [] }));
}
