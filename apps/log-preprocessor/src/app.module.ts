import type { ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { LogPreprocessorConfig } from './config.js';
import { startLogRuntime } from './log-runtime.js';
import { tokens } from './tokens.js';

/** The one module: the runtime. What answers senders of logs stands in front of the framework. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: ServiceContext<LogPreprocessorConfig>): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: tokens.runtime, useFactory: () => startLogRuntime(context) }],
    };
  }
}
