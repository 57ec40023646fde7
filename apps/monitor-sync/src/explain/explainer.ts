import type { ExplainAnswer, ExplainRequest, ExplainStep } from '@dogwatch/messages';
import { explainEntry } from './explain-entry.js';
import { appName, type SyncRuntime } from '../sync-runtime.js';

/** Answers why a DatadogMonitor is as it is. Only the leader knows; the others say so. */
export function explain(request: ExplainRequest, runtime: SyncRuntime, nowMillis: number): ExplainAnswer {
  const who = { app: appName, instance: runtime.instance };
  const term = runtime.term();
  if (term === undefined) return { ...who, known: false, steps: [followerStep(runtime)] };
  const session = term.session();
  if (session === undefined || request.kind !== 'monitor') return { ...who, known: false, steps: [] };
  const { synchronizer } = session;
  const entry = synchronizer.table.entries.get(`DatadogMonitor ${request.namespace}/${request.name}`);
  if (entry !== undefined) {
    return { ...who, known: true, steps: explainEntry(entry, synchronizer.decide(entry), nowMillis) };
  }
  const unlisted = session.kinds().filter(({ synced }) => !synced);
  return {
    ...who,
    known: false,
    steps: unlisted.map(({ name, error = 'the API server has not answered yet' }) => ({
      subject: 'objects',
      state: 'failed',
      text: `This replica leads, but cannot list ${name}: ${error}.`,
      advice: `Check that monitor-sync may list and watch ${name}.`,
    })),
  };
}

function followerStep({ election }: SyncRuntime): ExplainStep {
  const leader = election.leader();
  const text =
    leader === undefined ? 'Nobody leads, so nothing is synced.' : `This replica does not lead; ${leader} does.`;
  return { subject: 'leader', state: leader === undefined ? 'failed' : 'info', text };
}
