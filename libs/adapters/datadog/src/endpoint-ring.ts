import {
  afterEndpointFailure,
  afterEndpointSuccess,
  type EndpointHealth,
  endpointOrder,
  healthyEndpoint,
} from '@dogwatch/scaling';

/** Remembers which endpoints fail. */
export interface EndpointRing {
  /** The endpoints in the order to try them: those that failed lately last. */
  order<T extends { readonly name: string }>(endpoints: readonly T[]): readonly T[];
  /** Returns whether the endpoint was skipped until now. */
  succeeded(name: string): boolean;
  /** A call that began then has failed for a reason; undefined when the endpoint was skipped already. */
  failed(name: string, beganMillis: number, reason: string): EndpointFailure | undefined;
}

/** What a failure means for an endpoint. */
export interface EndpointFailure {
  readonly skipSeconds: number;
  /** Whether it failed for another reason before, or not at all: whether that is worth a line in the log. */
  readonly isNews: boolean;
}

type Health = EndpointHealth & { readonly failedAtMillis: number; readonly reason?: string | undefined };

/** A ring in which every endpoint is healthy. Endpoints that are no longer asked for are forgotten. */
export function createEndpointRing(nowMillis: () => number): EndpointRing {
  const healths = new Map<string, Health>();
  const healthOf = (name: string): Health => healths.get(name) ?? { ...healthyEndpoint, failedAtMillis: -Infinity };
  return {
    order(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of healths.keys()) if (!names.has(name)) healths.delete(name);
      const order = endpointOrder(
        endpoints.map(({ name }) => healthOf(name)),
        nowMillis() / 1000,
      );
      return order.flatMap((index) => endpoints[index] ?? []);
    },
    succeeded(name) {
      const health = healthOf(name);
      healths.set(name, { ...health, ...afterEndpointSuccess(health), reason: undefined });
      return health.skippedUntilSeconds > 0;
    },
    failed(name, beganMillis, reason) {
      const health = healthOf(name);
      // calls in parallel that fail for one cause count once
      if (beganMillis < health.failedAtMillis) return undefined;
      const next = afterEndpointFailure(health, nowMillis() / 1000);
      healths.set(name, { ...next, failedAtMillis: nowMillis(), reason });
      return { skipSeconds: next.skipSeconds, isNews: reason !== health.reason };
    },
  };
}
