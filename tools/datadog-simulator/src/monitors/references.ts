import { monitorIds } from '@dogwatch/query';
import type { ApiState } from '../http/route.js';
import { queryOf } from './monitor-kind.js';

/** What refers to a monitor, each in a sentence as Datadog refuses to delete it; none when nothing does. */
export function referencesTo(id: number, { monitors, objects }: ApiState): readonly string[] {
  const composites = monitors.list().filter((monitor) => {
    const query = queryOf(monitor);
    return query?.kind === 'composite' && monitorIds(query).includes(String(id));
  });
  const slos = objects.slos.list().filter(({ monitor_ids: ids }) => Array.isArray(ids) && ids.includes(id));
  return [...toSentence(id, 'composite monitors', composites), ...toSentence(id, 'slos', slos)];
}

function toSentence(id: number, what: string, found: readonly { readonly id: number | string }[]): readonly string[] {
  return found.length === 0 ? [] : [`monitor ${id} is referenced in ${what}: ${found.map((one) => one.id).join(', ')}`];
}
