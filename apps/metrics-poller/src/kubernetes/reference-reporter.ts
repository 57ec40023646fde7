import { coreResources, createEventRecorder, type EventRecorder, type KubeClient } from '@dogwatch/kube';
import type { ReferenceProblem } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';

/** Tells owners of autoscalers what is wrong with them: an Event and a log line, once for as long as a problem lasts. */
export interface ReferenceReporter {
  /** Takes all problems there are now. */
  report(problems: readonly ReferenceProblem[]): void;
  stop(): Promise<void>;
}

/** Who reports, and through what. */
export interface ReferenceReporterOptions {
  readonly client: KubeClient;
  readonly instance: string;
  readonly log: Logger;
}

/** Most objects looked up at once for their Event; of further problems there is the log line alone. */
const maxLookups = 100;

/** See `ReferenceReporter`. */
export function createReferenceReporter(options: ReferenceReporterOptions): ReferenceReporter {
  const { client, instance, log } = options;
  const recorder = createEventRecorder({ client, component: 'metrics-poller', instance, log });
  let told: ReadonlySet<string> = new Set();
  let lookups = 0;
  const tell = (problem: ReferenceProblem): void => {
    const { autoscaler, metricName, reason, message } = problem;
    log.warn(
      { autoscaler, metric: metricName, reason },
      `${autoscaler} cannot get its metric ${metricName}: ${message}`,
    );
    if (lookups >= maxLookups) return;
    lookups += 1;
    void recordProblem(problem, client, recorder).finally(() => (lookups -= 1));
  };
  return {
    report(problems) {
      const now = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
      for (const [id, problem] of now) if (!told.has(id)) tell(problem);
      told = new Set(now.keys());
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
