import { natsTransport } from '@dogwatch/nats';
import type { ServiceDefinition } from '@dogwatch/service';
import { AppModule } from './app.module.js';
import { metricsPollerConfig } from './config.js';
import { appName, type PollerRuntime, runtimeToken } from './poller-runtime.js';

/** The service metrics-poller: polls Datadog for DatadogMetrics, publishes their values and writes their statuses. */
export const metricsPoller: ServiceDefinition<typeof metricsPollerConfig.entries> = {
  name: appName,
  version: '0.0.0',
  config: metricsPollerConfig,
  module: (context) => AppModule.forContext(context),
  configure: (app) => {
    app.connectMicroservice(natsTransport(app.get<PollerRuntime>(runtimeToken).link));
  },
};
