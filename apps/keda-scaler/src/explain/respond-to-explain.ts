import { type ExplainAnswer, explainRequest, explainSubject } from '@dogwatch/messages';
import type { NatsLink, NatsSubscription } from '@dogwatch/nats';

/** Answers `explain.keda-scaler.get`: every replica for itself, since KEDA asks now this one, now that one. */
export function respondToExplain(
  link: Pick<NatsLink, 'respondJson'>,
  { app, instance }: { readonly app: string; readonly instance: string },
  explain: (namespace: string, name: string) => ExplainAnswer,
): NatsSubscription {
  const unknown: ExplainAnswer = { app, instance, known: false, steps: [] };
  return link.respondJson(
    explainSubject,
    explainRequest,
    ({ kind, name, namespace }) => ({ ok: true, value: kind === 'trigger' ? explain(namespace, name) : unknown }),
    { keys: { app } },
  );
}
