import type { ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { PollerController } from './explain/poller.controller.js';
import type { MetricsPollerConfig } from './poll/poller-options.js';
import { runtimeToken, startPollerRuntime } from './poller-runtime.js';

/** The one module: the runtime and what answers over NATS. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: ServiceContext<MetricsPollerConfig>): DynamicModule {
    return {
      module: AppModule,
      controllers: [PollerController],
      providers: [{ provide: runtimeToken, useFactory: () => startPollerRuntime(context) }],
    };
  }
}
