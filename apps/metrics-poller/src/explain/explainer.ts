import type { ExplainAnswer, ExplainRequest, ExplainStep } from '@dogwatch/messages';
import { explainHpa } from './explain-hpa.js';
import { explainMetric } from './explain-metric.js';
import { explainWantedQuery } from './explain-wanted-query.js';
import { appName, type PollerRuntime } from '../poller-runtime.js';
import { sha256Hex, type Term } from '../leader/poller-term.js';

/** Answers why a metric or an autoscaler is as it is. Only the leader knows; the others say so. */
export function explain(request: ExplainRequest, runtime: PollerRuntime, nowMillis: number): ExplainAnswer {
  const who = { app: appName, instance: runtime.instance };
  const term = runtime.term();
  if (term === undefined) return { ...who, known: false, steps: [followerStep(runtime)] };
  const steps = toSteps(request, term, runtime, nowMillis);
  return { ...who, known: steps !== undefined, steps: [...(steps ?? explainMissingLists(term))] };
}

/** What could not be listed, which may be why the object is not known. */
function explainMissingLists({ session }: Term): ExplainStep[] {
  return session
    .watches()
    .filter(({ synced }) => !synced)
    .map(({ name, error = 'the API server has not answered yet' }) => ({
      subject: 'objects',
      state: 'failed',
      text: `This replica leads, but cannot list ${name}: ${error}.`,
      advice: `Check that the API server has ${name} and that metrics-poller may list and watch them.`,
    }));
}

function followerStep({ election }: PollerRuntime): ExplainStep {
  const leader = election.leader();
  const text =
    leader === undefined ? 'Nobody leads, so nothing is polled.' : `This replica does not lead; ${leader} does.`;
  return { subject: 'leader', state: leader === undefined ? 'failed' : 'info', text };
}

function toSteps(
  { kind, namespace, name }: ExplainRequest,
  { session, wants }: Term,
  { options }: PollerRuntime,
  nowMillis: number,
): readonly ExplainStep[] | undefined {
  const { states, traces } = session.poller.table;
  const explainKey = (key: string): readonly ExplainStep[] | undefined => {
    const state = states.get(key);
    if (state === undefined) return undefined;
    return explainMetric(state, { options, trace: traces.get(key), nowMillis });
  };
  const key = `${namespace}/${name}`;
  if (kind === 'query')
    return explainWantedQuery(namespace, name, wants, {
      refreshPeriodSeconds: options.refreshPeriodSeconds,
      nowMillis,
    });
  if (kind === 'metric') return explainKey(key);
  if (kind !== 'hpa') return undefined;
  const autoscaler = session.autoscaler('hpa', key);
  return autoscaler === undefined ? undefined : explainHpa(autoscaler, { options, sha256Hex, explain: explainKey });
}
