import type { ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { MonitorSyncConfig } from './config.js';
import { runtimeToken, startSyncRuntime } from './sync-runtime.js';
import { SyncController } from './explain/sync.controller.js';

/** The one module: the runtime and what answers over NATS. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: ServiceContext<MonitorSyncConfig>): DynamicModule {
    return {
      module: AppModule,
      controllers: [SyncController],
      providers: [{ provide: runtimeToken, useFactory: () => startSyncRuntime(context) }],
    };
  }
}
