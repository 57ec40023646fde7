import type { MonitorStateChanged } from '@dogwatch/messages';
import type { SyncEntry } from './sync-entry.js';

/** The message about a state that changed; `undefined` when the resource has no state. */
export function toStateChange({ resource, state }: SyncEntry, previousState: string): MonitorStateChanged | undefined {
  const { monitorState, triggeredState } = state.status;
  if (typeof monitorState !== 'string' || state.id === undefined) return undefined;
  const { name, namespace = '' } = resource.metadata;
  return {
    namespace,
    name,
    id: state.id,
    state: monitorState,
    previousState,
    atMillis: state.reportedMillis,
    groups: toGroups(triggeredState),
  };
}

function toGroups(triggered: unknown): MonitorStateChanged['groups'] {
  if (!Array.isArray(triggered)) return [];
  return triggered.map((group: Readonly<Record<string, unknown>>) => ({
    name: toText(group['monitorGroup']),
    state: toText(group['state']),
  }));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
