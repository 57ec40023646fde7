import { type JsonValue, isJsonObject, objectAt, textAt } from '@dogwatch/admission';
import { coreResources, type KubeClient } from '@dogwatch/kube';
import {
  admissionRescanRequest,
  admissionRescanSubject,
  type ExplainAnswer,
  type ExplainRequest,
  explainRequest,
  explainSubject,
  type ExplainStep,
} from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import type { Rules } from '../review/rules.js';
import type { DecisionLog } from './decision-log.js';
import { explainNow, explainPast } from './explain-pod.js';
import { rescan } from './rescan.js';

/** What answers are made from. */
export interface ExplainResponderOptions extends Rules {
  readonly link: Pick<NatsLink, 'respondJson'>;
  readonly client: KubeClient;
  readonly log: DecisionLog;
  readonly app: string;
  readonly instance: string;
  readonly isLeader: () => boolean;
  readonly signal: AbortSignal;
}

/** A rescan reads all pods, so it is bounded. */
const rescanMillis = 60_000;

/** Answers why a pod is as it is, and which pods lack something. Returns how to stop. */
export function respondToExplain(options: ExplainResponderOptions): () => Promise<void> {
  const { link, app, instance } = options;
  const responders = [
    link.respondJson(
      explainSubject,
      explainRequest,
      async (request) => {
        const steps = request.kind === 'pod' ? await explain(request, options) : [];
        return {
          ok: true,
          value: { app, instance, known: steps.length > 0, steps: [...steps] } satisfies ExplainAnswer,
        };
      },
      { keys: { app } },
    ),
    // the leader alone reads all pods
    link.respondJson(
      admissionRescanSubject,
      admissionRescanRequest,
      async ({ namespace }) =>
        options.isLeader()
          ? rescan(options, namespace, AbortSignal.any([options.signal, AbortSignal.timeout(rescanMillis)]))
          : undefined,
      { concurrency: 1 },
    ),
  ];
  return async () => {
    await Promise.all(responders.map((responder) => responder.stop()));
  };
}

async function explain(request: ExplainRequest, options: ExplainResponderOptions): Promise<readonly ExplainStep[]> {
  const { namespaceLabels, object } = request;
  const rules = namespaceLabels === undefined ? options : { ...options, namespaceLabels: () => namespaceLabels };
  if (object !== undefined) {
    // parsed JSON again: the contract says no more than that it is an object
    const pod: JsonValue = JSON.parse(JSON.stringify(object));
    return explainNow(pod, request.namespace || namespaceIn(pod) || 'default', rules);
  }
  const past = explainPast(options.log.about(request.namespace, request.name));
  return options.isLeader() ? [...past, ...(await explainThere(request, options))] : past;
}

/** The pod as it is in the cluster, as far as the rules would change it now. */
async function explainThere(
  { namespace, name }: ExplainRequest,
  options: ExplainResponderOptions,
): Promise<readonly ExplainStep[]> {
  const found = await options.client.get(coreResources.pods, { namespace, name });
  if (!found.ok) {
    if (found.code === 404) return [];
    return [{ subject: 'pod', state: 'failed', reason: found.reason, text: found.message }];
  }
  const pod: JsonValue = JSON.parse(JSON.stringify(found.value));
  const text = 'The pod is there; this is what the rules would change about it as it is now.';
  return [{ subject: 'pod', state: 'info', text }, ...(await explainNow(pod, namespace, options))];
}

function namespaceIn(pod: JsonValue): string | undefined {
  return textAt(isJsonObject(pod) ? objectAt(pod, 'metadata') : undefined, 'namespace');
}
