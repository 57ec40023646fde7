import type { ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { KedaScalerConfig } from './config.js';
import { runtimeToken, startScalerRuntime } from './scaler-runtime.js';

/** The one module: the runtime. KEDA's calls are answered in front of the framework. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: ServiceContext<KedaScalerConfig>): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: runtimeToken, useFactory: () => startScalerRuntime(context) }],
    };
  }
}
