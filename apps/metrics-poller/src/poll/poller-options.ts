import { parseLabelSelector } from '@dogwatch/scaling';
import type { ConfigOf } from '@dogwatch/service';
import { type metricsPollerConfig, toResourcesNamespace } from '../config.js';
import type { PollerOptions } from './poller-ports.js';

/** The configuration of metrics-poller, typed. */
export type MetricsPollerConfig = ConfigOf<typeof metricsPollerConfig.entries>;

const maxParallel = 300;
/** Most characters of the encoded queries of one request; what Datadog's own client keeps to. */
const maxEncodedLength = 7000;

/** The poller's options. Throws when the label selector cannot be parsed: the service then does not start. */
export function toPollerOptions(config: MetricsPollerConfig): PollerOptions {
  const selector = parseLabelSelector(config.autogenLabelSelector);
  if (!selector.ok) {
    const env = 'DD_EXTERNAL_METRICS_PROVIDER_AUTOSCALER_AUTOGEN_LABEL_SELECTOR';
    throw new Error(`${env}: ${selector.message}`);
  }
  const wanted = config.maxParallelQueries;
  return {
    refreshPeriodSeconds: config.refreshPeriodSeconds,
    maxAgeSeconds: config.maxAgeSeconds,
    queryValidityPeriodSeconds: config.queryValidityPeriodSeconds,
    maxTimeWindowSeconds: config.maxTimeWindowSeconds,
    bucketSizeSeconds: config.bucketSizeSeconds,
    rollupSeconds: config.rollupSeconds,
    aggregator: config.aggregator,
    chunkSize: config.chunkSize,
    maxEncodedLength,
    splitBatchesWithBackoff: config.splitBatchesWithBackoff,
    autogenEnabled: config.enableAutogen,
    autogenNamespace: toResourcesNamespace(config),
    autogenSelector: selector.selector,
    maxParallelRequests: wanted > 0 && wanted <= maxParallel ? wanted : maxParallel,
    batchWindowSeconds: config.batchWindowSeconds,
  };
}
