import type { EventRecorder } from '@dogwatch/kube';
import type { MonitorReason, SyncKind, SyncNote, SyncResource } from '@dogwatch/monitors';
import { toKubeResource } from './resource-writer.js';

const quietMillis = 300_000;

/** Reasons that are the same for all resources: one Event is enough, on whichever meets it first. */
const sharedReasons: ReadonlySet<string> = new Set<MonitorReason>(['Forbidden']);

/** Writes Events; what is wrong with the keys is told once in five minutes, not by each resource. `nowMillis` must not jump. */
export function createNoteWriter(
  recorder: EventRecorder,
  nowMillis: () => number = () => performance.now(),
): (kind: SyncKind, resource: SyncResource, note: SyncNote) => void {
  const quietUntil = new Map<string, number>();
  return (kind, resource, note) => {
    if (sharedReasons.has(note.reason)) {
      if (nowMillis() < (quietUntil.get(note.reason) ?? 0)) return;
      quietUntil.set(note.reason, nowMillis() + quietMillis);
    }
    recorder.recordEvent({ resource: toKubeResource(kind), metadata: resource.metadata }, note);
  };
}
