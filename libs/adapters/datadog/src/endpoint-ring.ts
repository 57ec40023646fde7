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
  /** A call that began then has failed; returns for how many seconds the endpoint is skipped, undefined when it was already. */
  failed(name: string, beganMillis: number): number | undefined;
}

/** A ring in which every endpoint is healthy. Endpoints that are no longer asked for are forgotten. */
export function createEndpointRing(nowMillis: () => number): EndpointRing {
  const healths = new Map<string, EndpointHealth & { readonly failedAtMillis: number }>();
  const healthOf = (name: string) => healths.get(name) ?? { ...healthyEndpoint, failedAtMillis: -Infinity };
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
      healths.set(name, { ...health, ...afterEndpointSuccess(health) });
      return health.skippedUntilSeconds > 0;
    },
    failed(name, beganMillis) {
      const health = healthOf(name);
      // calls in parallel that fail for one cause count once
      if (beganMillis < health.failedAtMillis) return undefined;
      const next = afterEndpointFailure(health, nowMillis() / 1000);
      healths.set(name, { ...next, failedAtMillis: nowMillis() });
      return next.skipSeconds;
    },
  };
}
