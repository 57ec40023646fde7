import { type ExplainAnswer, explainRequest, explainSubject } from '@dogwatch/messages';
import type { NatsLink, NatsSubscription } from '@dogwatch/nats';

/**
 * Answers `explain.external-metrics-api.get`: every replica for itself, since each has served others. Autoscalers are not
 * known here, so only metrics are explained.
 */
export function respondToExplain(
  link: Pick<NatsLink, 'respondJson'>,
  app: string,
  explain: (key: string) => ExplainAnswer,
): NatsSubscription {
  return link.respondJson(
    explainSubject,
    explainRequest,
    ({ kind, namespace, name }) => {
      if (kind === 'metric') return { ok: true, value: explain(`${namespace}/${name}`) };
      const { instance } = explain('');
      return { ok: true, value: { app, instance, known: false, steps: [] } satisfies ExplainAnswer };
    },
    { keys: { app } },
  );
}
