import {
  type ExplainAnswer,
  type ExplainRequest,
  explainRequest,
  explainSubject,
  type MetricSnapshot,
  type MetricSnapshotRequest,
  metricSnapshotRequest,
  metricSnapshotSubject,
} from '@dogwatch/messages';
import { NatsRequest, schemaPipe } from '@dogwatch/nats';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { explain } from './explainer.js';
import { appName, type PollerRuntime, runtimeToken } from './poller-runtime.js';

/** What others ask metrics-poller over NATS. */
@Controller()
export class PollerController {
  constructor(@Inject(runtimeToken) private readonly runtime: PollerRuntime) {}

  /** A page of all values. Replicas that do not lead stay silent, so that the leader's answer is the only one. */
  @NatsRequest(metricSnapshotSubject)
  snapshot(@Payload(schemaPipe(metricSnapshotRequest)) { cursor }: MetricSnapshotRequest): MetricSnapshot | undefined {
    return this.runtime.term()?.publisher.snapshot(cursor);
  }

  /** Why a metric or an autoscaler is as it is; every replica answers. */
  @NatsRequest(explainSubject, { keys: { app: appName } })
  explain(@Payload(schemaPipe(explainRequest)) request: ExplainRequest): ExplainAnswer {
    return explain(request, this.runtime, Date.now());
  }
}
