import type { Failure, SeriesDefinition } from '@dogwatch/datadog-simulator';
import type { Workload } from './workload.js';

/** A failure that comes and goes, so that one can see what it does and what it leaves alone. */
export interface Incident {
  readonly failure: Failure;
  readonly firstAfterSeconds: number;
  readonly lastsSeconds: number;
  /** From the beginning of one to the beginning of the next. */
  readonly everySeconds: number;
  readonly beginText: string;
  readonly endText: string;
}

/** What happens in the demo. */
export interface Scenario {
  readonly workloads: readonly Workload[];
  /** The traffic, for the Datadog simulator. */
  readonly series: readonly SeriesDefinition[];
  readonly incident?: Incident;
}

const waveSeconds = 90;
const sampleSeconds = 5;
const historySeconds = 600;

/** A wave through three Deployments, and a query that the simulated Datadog refuses for half a minute in each. */
export function simulatedScenario(nowSeconds: number): Scenario {
  return {
    workloads: [checkout('avg:shop.checkout.requests{env:prod}.rollup(max, 5)'), search, recommendations],
    series: [
      wave('shop.checkout.requests', { low: 20, high: 170, startsAt: 0.14 }, nowSeconds),
      wave('shop.search.queue_depth', { low: 10, high: 95, startsAt: 0.85 }, nowSeconds),
      wave('shop.recommendations.lag', { low: 15, high: 110, startsAt: 0.07 }, nowSeconds),
    ],
    incident: {
      failure: {
        id: 'demo-incident',
        mode: 'poison',
        matching: 'shop.recommendations.lag',
        message: 'Error parsing query: shop.recommendations.lag is refused for a while',
      },
      firstAfterSeconds: 30,
      lastsSeconds: 30,
      everySeconds: waveSeconds,
      beginText: 'Datadog begins to refuse every request with the query of recommendations in it',
      endText: 'Datadog accepts the query of recommendations again',
    },
  };
}

/** Three Deployments by metrics that most Datadog accounts have; the query of the third has a mistake. */
export function realDatadogScenario(query = 'avg:system.cpu.user{*}'): Scenario {
  return {
    workloads: [
      checkout(query),
      { ...search, metric: { kind: 'plainName', name: 'system.load.1' }, targetPerReplica: 1 },
      {
        ...recommendations,
        metric: { kind: 'datadogMetric', name: 'recommendations-lag', query: 'avg:system.load.5{env:prod' },
      },
    ],
    series: [],
  };
}

const checkout = (query: string): Workload => ({
  name: 'checkout',
  metric: { kind: 'datadogMetric', name: 'checkout-requests', query },
  targetPerReplica: 30,
  maxReplicas: 6,
});

const search: Workload = {
  name: 'search',
  metric: { kind: 'plainName', name: 'shop.search.queue_depth', labels: { env: 'prod' } },
  targetPerReplica: 20,
  maxReplicas: 5,
};

const recommendations: Workload = {
  name: 'recommendations',
  metric: {
    kind: 'datadogMetric',
    name: 'recommendations-lag',
    query: 'max:shop.recommendations.lag{env:prod}.rollup(max, 5)',
  },
  targetPerReplica: 25,
  maxReplicas: 5,
};

/** A cosine between `low` and `high`; `startsAt` is the part of a wave that is over now, 0 at the bottom. */
function wave(
  metric: string,
  { low, high, startsAt }: { readonly low: number; readonly high: number; readonly startsAt: number },
  nowSeconds: number,
): SeriesDefinition {
  const value = (unixSeconds: number): number => {
    const part = (unixSeconds - nowSeconds) / waveSeconds + startsAt;
    return Math.round(low + ((high - low) * (1 - Math.cos(2 * Math.PI * part))) / 2);
  };
  return {
    metric,
    tags: ['env:prod'],
    intervalSeconds: sampleSeconds,
    originSeconds: nowSeconds - historySeconds,
    value,
  };
}
