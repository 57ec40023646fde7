import { type AdmissionDecisionsMade, admissionDecisionsMadeSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { type PodDecision, toMessage } from './decision-log.js';

/** Publishes decisions; nobody waits for it. */
export interface DecisionPublisher {
  readonly publish: (decision: PodDecision) => void;
  /** Sends what is waiting and takes nothing more. */
  readonly stop: () => void;
}

/** How decisions are gathered. */
export interface PublishOptions {
  readonly link: Pick<NatsLink, 'publishJson'>;
  readonly instance: string;
  /** How long decisions wait for others of their namespace. */
  readonly gatherMillis: number;
  /** How many decisions of a namespace are sent in one message; those beyond it are only counted. */
  readonly maxDecisions: number;
}

/** Gathers the decisions of each namespace for a moment and sends them in one message. */
export function createDecisionPublisher(options: PublishOptions): DecisionPublisher {
  const waiting = new Map<string, { readonly decisions: PodDecision[]; omitted: number }>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const flush = (): void => {
    timer = undefined;
    for (const [namespace, { decisions, omitted }] of waiting) {
      const message: AdmissionDecisionsMade = {
        instance: options.instance,
        decisions: decisions.map(toMessage),
        omitted,
      };
      options.link.publishJson(admissionDecisionsMadeSubject, { namespace }, message);
    }
    waiting.clear();
  };

  return {
    publish: (decision) => {
      if (isStopped) return;
      const batch = waiting.get(decision.namespace) ?? { decisions: [], omitted: 0 };
      waiting.set(decision.namespace, batch);
      if (batch.decisions.length < options.maxDecisions) batch.decisions.push(decision);
      else batch.omitted += 1;
      timer ??= setTimeout(flush, options.gatherMillis);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      flush();
    },
  };
}
