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

/** A decision that was made so many times in a row, the last time at `atMillis`. */
export interface RepeatedDecision extends PodDecision {
  readonly times: number;
}

/** The last decisions. */
export interface DecisionLog {
  /** Whether it is another decision than the last one about a pod of that name. */
  readonly record: (decision: PodDecision) => boolean;
  /** Those about a pod, the newest first. */
  readonly about: (namespace: string, name: string) => readonly RepeatedDecision[];
}

interface Entry {
  readonly key: string;
  readonly decision: PodDecision;
  lastMillis: number;
  times: number;
}

/**
 * Remembers the last `capacity` decisions. Pods that are alike, such as those of one ReplicaSet, are decided alike, so that a
 * repeated decision is only counted: it stays where the first of its kind is, and costs no memory.
 */
export function createDecisionLog(capacity: number): DecisionLog {
  const ring: Entry[] = [];
  const latest = new Map<string, Entry>();
  let next = 0;

  const append = (entry: Entry): void => {
    const overwritten = ring[next];
    if (overwritten !== undefined && latest.get(overwritten.key) === overwritten) latest.delete(overwritten.key);
    ring[next] = entry;
    latest.set(entry.key, entry);
    next = (next + 1) % capacity;
  };

  return {
    record: (decision) => {
      const key = `${decision.namespace}/${decision.pod}/${decision.mutation}`;
      const known = latest.get(key);
      if (known !== undefined && isSame(known.decision, decision)) {
        known.lastMillis = decision.atMillis;
        known.times += 1;
        return false;
      }
      append({ key, decision, lastMillis: decision.atMillis, times: 1 });
      return true;
    },
    about: (namespace, name) =>
      ring
        .filter(({ decision }) => decision.namespace === namespace && isAbout(decision.pod, name))
        .map(({ decision, lastMillis, times }) => ({ ...decision, atMillis: lastMillis, times }))
        .toSorted((one, other) => other.atMillis - one.atMillis),
  };
}

function isSame(one: PodDecision, other: PodDecision): boolean {
  return (
    one.outcome === other.outcome &&
    one.dryRun === other.dryRun &&
    one.owner === other.owner &&
    one.decisions.length === other.decisions.length &&
    one.decisions.every(({ rule, reason, message }, index) => {
      const same = other.decisions[index];
      return same !== undefined && rule === same.rule && reason === same.reason && message === same.message;
    })
  );
}

/** A pod that is being created often has no name yet, but the beginning that its name will have, as far as there is room for it. */
function isAbout(pod: string, name: string): boolean {
  const suffixLength = 5;
  const beginning = pod.slice(0, 63 - suffixLength);
  return (
    pod === name || (pod.endsWith('-') && name.startsWith(beginning) && name.length === beginning.length + suffixLength)
  );
}

/** A decision as it travels. */
export function toMessage({ decisions, owner, ...decision }: PodDecision): AdmissionDecision {
  return {
    ...decision,
    ...(owner !== undefined && { owner }),
    steps: decisions.map(({ rule, outcome, reason, message }) => ({ rule, state: outcome, reason, message })),
  };
}
