import type { ServiceDefinition } from '@dogwatch/service';
import { AppModule } from './app.module.js';
import { kedaScalerConfig } from './config.js';

/** The service keda-scaler: an external scaler of KEDA that answers from what metrics-poller polls. */
export const kedaScaler: ServiceDefinition<typeof kedaScalerConfig.entries> = {
  name: 'keda-scaler',
  version: '0.0.0',
  config: kedaScalerConfig,
  module: (context) => AppModule.forContext(context),
};
