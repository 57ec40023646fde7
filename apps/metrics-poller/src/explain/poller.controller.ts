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
import { type NatsRefusal, NatsRequest, schemaPipe } from '@dogwatch/nats';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { explain } from './explainer.js';
import { appName, type PollerRuntime, runtimeToken } from '../poller-runtime.js';
import type { PollerReason } from '../reasons.js';

const notListed: NatsRefusal = {
  ok: false,
  reason: 'NotListed' satisfies PollerReason,
  message: 'this metrics-poller leads, but has not listed all DatadogMetrics and autoscalers yet; ask again later',
};

/** What others ask metrics-poller over NATS. */
@Controller()
export class PollerController {
  constructor(@Inject(runtimeToken) private readonly runtime: PollerRuntime) {}

  /**
   * A page of all values. Replicas that do not lead stay silent, so that the leader's answer is the only one; a leader that has
   * not listed everything yet refuses, for a part would look like the whole.
   */
  @NatsRequest(metricSnapshotSubject)
  snapshot(
    @Payload(schemaPipe(metricSnapshotRequest)) { cursor }: MetricSnapshotRequest,
  ): MetricSnapshot | NatsRefusal | undefined {
    const term = this.runtime.term();
    if (term === undefined) return undefined;
    return term.session.poller.isOpen() ? term.publisher.snapshot(cursor) : notListed;
  }

  /** Why a metric or an autoscaler is as it is; every replica answers. */
  @NatsRequest(explainSubject, { keys: { app: appName } })
  explain(@Payload(schemaPipe(explainRequest)) request: ExplainRequest): ExplainAnswer {
    return explain(request, this.runtime, Date.now());
  }
}
