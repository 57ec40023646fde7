import { toTexts } from '../json-object.js';
import type { StoredMonitor } from './monitor-store.js';

const defaultPageSize = 100;
const maxPageSize = 1000;

/** The monitors that a list call asks for: `name`, `tags`, `monitor_tags`, then `id_offset`, `page`, `page_size`. */
export function listMonitors(
  monitors: readonly StoredMonitor[],
  parameters: URLSearchParams,
): readonly StoredMonitor[] {
  const name = parameters.get('name')?.toLowerCase() ?? '';
  const scopeTags = toList(parameters.get('tags'));
  const monitorTags = toList(parameters.get('monitor_tags'));
  const meant = monitors.filter(
    (monitor) =>
      String(monitor['name']).toLowerCase().includes(name) &&
      scopeTags.every((tag) => String(monitor['query']).includes(tag)) &&
      monitorTags.every((tag) => toTexts(monitor['tags']).includes(tag)),
  );
  return toPage(meant, parameters);
}

/** Without `page` and `id_offset` everything comes at once. */
function toPage(monitors: readonly StoredMonitor[], parameters: URLSearchParams): readonly StoredMonitor[] {
  const size = Math.min(toCount(parameters.get('page_size')) ?? defaultPageSize, maxPageSize);
  const offset = toCount(parameters.get('id_offset'));
  const page = toCount(parameters.get('page'));
  if (offset !== undefined) {
    return monitors.filter(({ id }) => id > offset).slice(0, size);
  }
  return page === undefined ? monitors : monitors.slice(page * size, (page + 1) * size);
}

function toList(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function toCount(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
