import type { Decision, WebhookName } from '@dogwatch/admission';
import type { AdmissionDecision } from '@dogwatch/messages';

/** What was decided about a pod that was being created. */
export interface PodDecision {
  readonly atMillis: number;
  readonly namespace: string;
  /** The pod's name; before it has one, its generateName. */
  readonly pod: string;
  /** `Kind/name` of its first owner. */
  readonly owner: string | undefined;
  readonly mutation: WebhookName;
  readonly outcome: AdmissionDecision['outcome'];
  readonly dryRun: boolean;
  readonly decisions: readonly Decision[];
}

/** The last decisions. */
export interface DecisionLog {
  readonly record: (decision: PodDecision) => void;
  /** Those about a pod, the newest first. */
  readonly about: (namespace: string, name: string) => readonly PodDecision[];
}

/** Remembers the last `capacity` decisions. */
export function createDecisionLog(capacity: number): DecisionLog {
  const ring: PodDecision[] = [];
  let next = 0;
  return {
    record: (decision) => {
      ring[next] = decision;
      next = (next + 1) % capacity;
    },
    about: (namespace, name) =>
      [...ring.slice(next), ...ring.slice(0, next)]
        .filter((decision) => decision.namespace === namespace && isAbout(decision.pod, name))
        .toReversed(),
  };
}

/** A pod that is being created often has no name yet, but the beginning that its name will have. */
function isAbout(pod: string, name: string): boolean {
  const suffixLength = 5;
  return pod === name || (pod.endsWith('-') && name.startsWith(pod) && name.length === pod.length + suffixLength);
}

/** A decision as it travels. */
export function toMessage({ decisions, owner, ...decision }: PodDecision): AdmissionDecision {
  return {
    ...decision,
    ...(owner !== undefined && { owner }),
    steps: decisions.map(({ rule, outcome, reason, message }) => ({ rule, state: outcome, reason, message })),
  };
}
