import { coreResources, createEventRecorder, type EventRecorder, type KubeClient } from '@dogwatch/kube';
import type { ReferenceProblem } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';

/** Tells owners of autoscalers what is wrong with them: an Event and a log line, once for each problem and replica. */
export interface ReferenceReporter {
  report(problem: ReferenceProblem): void;
  stop(): Promise<void>;
}

/** Who reports, and through what. */
export interface ReferenceReporterOptions {
  readonly client: KubeClient;
  readonly instance: string;
  readonly log: Logger;
}

/** The problems remembered as told; when there are more, the oldest may be told again. */
const maxRemembered = 10_000;

/** See `ReferenceReporter`. */
export function createReferenceReporter(options: ReferenceReporterOptions): ReferenceReporter {
  const { client, instance, log } = options;
  const recorder = createEventRecorder({ client, component: 'metrics-poller', instance, log });
  const told = new Set<string>();
  return {
    report(problem) {
      const id = JSON.stringify(problem);
      if (told.has(id)) return;
      told.add(id);
      const [oldest] = told;
      if (told.size > maxRemembered && oldest !== undefined) told.delete(oldest);
      const { autoscaler, metricName, reason, message } = problem;
      log.warn(
        { autoscaler, metric: metricName, reason, cause: message },
        'an autoscaler cannot get one of its metrics',
      );
      void recordProblem(problem, client, recorder);
    },
    stop: () => recorder.stop(),
  };
}

/** The Event needs the object's uid, or `kubectl describe` does not show it. */
async function recordProblem(problem: ReferenceProblem, client: KubeClient, recorder: EventRecorder): Promise<void> {
  const [, kind = '', namespace = '', name = ''] = /^(hpa|wpa):([^/]*)\/(.*)$/.exec(problem.autoscaler) ?? [];
  const resource = kind === 'wpa' ? coreResources.watermarkPodAutoscalers : coreResources.horizontalPodAutoscalers;
  const found = await client.get<{ readonly metadata: { readonly name: string; readonly uid?: string } }>(resource, {
    namespace,
    name,
  });
  if (!found.ok) return;
  const message = `${problem.metricName}: ${problem.message}`;
  recorder.recordEvent(
    { resource, metadata: found.value.metadata },
    { type: 'Warning', reason: problem.reason, message },
  );
}
