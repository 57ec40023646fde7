import type { ClientEvents } from '@dogwatch/datadog';
import { requestStatus } from '@dogwatch/scaling';
import { Counter, Gauge, type Registry } from '@dogwatch/telemetry';

/** The metrics of each organization's calls. */
export interface OrgMetrics {
  eventsOf(org: string): ClientEvents;
}

/** `metrics_poller_org_requests_total` and `metrics_poller_org_calls_remaining`; what the Datadog Cluster Agent has knows no organizations. */
export function createOrgMetrics(registry: Registry): OrgMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'metrics_poller_org_requests_total',
    help: 'Requests to Datadog by organization and how they ended.',
    labelNames: ['org', 'status'],
    registers,
  });
  const remaining = new Gauge({
    name: 'metrics_poller_org_calls_remaining',
    help: 'Calls left in the period of the rate limit, by organization.',
    labelNames: ['org'],
    registers,
  });
  return {
    eventsOf: (org) => ({
      attempt: ({ end }) => requests.inc({ org, status: requestStatus(end.ok ? undefined : end.reason) }),
      budget({ gauges }) {
        if (gauges.remaining !== undefined) remaining.set({ org }, gauges.remaining);
      },
    }),
  };
}
