import { natsTransport } from '@dogwatch/nats';
import type { ServiceDefinition } from '@dogwatch/service';
import { AppModule } from './app.module.js';
import { monitorSyncConfig } from './config.js';
import { appName, runtimeToken, type SyncRuntime } from './sync-runtime.js';

/** The service monitor-sync: keeps monitors, SLOs, dashboards and more in Datadog as resources of the cluster say. */
export const monitorSync: ServiceDefinition<typeof monitorSyncConfig.entries> = {
  name: appName,
  version: '0.0.0',
  config: monitorSyncConfig,
  module: (context) => AppModule.forContext(context),
  configure: (app) => {
    app.connectMicroservice(natsTransport(app.get<SyncRuntime>(runtimeToken).link));
  },
};
