import type { ParsedOptions } from '@dogwatch/admission';
import type { ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { AdmissionWebhookConfig } from './config.js';
import { tokens } from './tokens.js';
import { startWebhookRuntime } from './webhook-runtime.js';

/** The one module: the runtime. What answers reviews stands in front of the framework. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: ServiceContext<AdmissionWebhookConfig>, parsed: ParsedOptions): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: tokens.runtime, useFactory: () => startWebhookRuntime(context, parsed) }],
    };
  }
}
