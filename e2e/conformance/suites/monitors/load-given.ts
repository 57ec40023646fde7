import type { DatadogSimulator } from '@dogwatch/datadog-simulator';
import { list, object, text } from './vector.ts';

type Json = Readonly<Record<string, unknown>>;

/** Loads the monitors that answers tell of although no step creates them. */
export function loadGiven({ monitors }: DatadogSimulator, steps: readonly Json[]): void {
  const answers = steps.map(({ request, response }) => ({
    method: object(request)['method'],
    body: object(response)['body'],
  }));
  const isCreated = (id: unknown): boolean =>
    answers.some(({ method, body }) => method === 'POST' && object(body)['id'] === id);
  for (const { method, body } of answers) {
    const told = method === 'GET' ? [body, ...list(body), ...toMonitors(list(object(body)['groups']).map(object))] : [];
    for (const monitor of told.map(object)) {
      if (typeof monitor['id'] === 'number' && !isCreated(monitor['id'])) monitors.add(monitor);
    }
  }
}

/** The monitors that groups of a search belong to. */
function toMonitors(groups: readonly Json[]): readonly Json[] {
  return [...new Set(groups.map((group) => group['monitor_id']))].map((id) => {
    const own = groups.filter((group) => group['monitor_id'] === id);
    const { all_tags: tags, monitor_name: name, priority } = own[0] ?? {};
    const state = { groups: Object.fromEntries(own.map((group) => [text(group['group']), group])) };
    return { id, name, tags, priority, type: 'query alert', query: '', state };
  });
}

/** Puts a monitor that a step created into the state that a later answer tells of: what it says, and its downtimes. */
export function loadStateOf({ monitors, objects }: DatadogSimulator, id: number, expected: Json): void {
  if (typeof expected['overall_state_modified'] === 'string') monitors.setState(id, { overall: 'No Data' });
  for (const { start, end, scope } of list(expected['matching_downtimes']).map(object)) {
    objects.downtimes.add({
      attributes: {
        scope: list(scope).map(text).join(','),
        monitor_identifier: { monitor_id: id },
        schedule: { start: toTime(start), end: toTime(end) },
      },
    });
  }
}

function toTime(seconds: unknown): string {
  return new Date(Number(seconds) * 1000).toISOString();
}
