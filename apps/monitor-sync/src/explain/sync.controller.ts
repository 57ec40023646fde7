import { type ExplainAnswer, type ExplainRequest, explainRequest, explainSubject } from '@dogwatch/messages';
import { NatsRequest, schemaPipe } from '@dogwatch/nats';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { explain } from './explainer.js';
import { appName, runtimeToken, type SyncRuntime } from '../sync-runtime.js';

/** What others ask monitor-sync over NATS. */
@Controller()
export class SyncController {
  constructor(@Inject(runtimeToken) private readonly runtime: SyncRuntime) {}

  /** Why a monitor is as it is; every replica answers. */
  @NatsRequest(explainSubject, { keys: { app: appName } })
  explain(@Payload(schemaPipe(explainRequest)) request: ExplainRequest): ExplainAnswer {
    return explain(request, this.runtime, Date.now());
  }
}
