import { type ApiBody, type ApiCall, isObject, objectApis } from '@dogwatch/monitors';
import { stringify } from 'yaml';
import { type ExitCode, UsageError } from '../cli-command.js';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import type { DatadogOptions } from './datadog-options.js';
import { type DatadogReader, withDatadog } from './open-datadog.js';
import {
  type AdoptingResource,
  type ImportedMonitors,
  toAdoptingResources,
  toManifestObject,
} from './to-adopting-resources.js';

/** The options of `dogwatch monitor import`. */
export interface ImportMonitorsOptions extends DatadogOptions {
  readonly tag?: readonly string[];
  readonly namespace?: string;
}

/** Writes resources that take monitors over when they are applied; 1 when one that is named by its id is not there or cannot be. */
export async function importMonitors(
  ids: readonly string[],
  options: ImportMonitorsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { tag: tags = [] } = options;
  checkArguments(ids, tags);
  const { monitors, missing } = await withDatadog(options, (datadog) => readMonitors(datadog, ids, tags));
  const { resources, skipped } = toAdoptingResources(monitors);
  await terminal.write(resources.map((resource) => print(resource, options.namespace)).join('---\n'));
  for (const line of tell({ resources, skipped }, missing)) terminal.tell(line);
  const isWanted = ({ id }: { readonly id: number }): boolean => ids.includes(String(id));
  return missing.length > 0 || skipped.some(isWanted) ? 1 : 0;
}

function checkArguments(ids: readonly string[], tags: readonly string[]): void {
  if (ids.length === 0 && tags.length === 0) throw new UsageError('name monitors by their ids, or by --tag TAG');
  const wrong = ids.find((id) => !/^[1-9]\d*$/.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no id of a monitor, which is a number such as 1234567`);
}

function tell({ resources, skipped }: ImportedMonitors, missing: readonly string[]): readonly string[] {
  const asJson = resources.filter(({ inexpressible }) => inexpressible.length > 0);
  return [
    ...missing.map((id) => `monitor ${id} is not in Datadog`),
    ...skipped.map(({ id, why }) => `monitor ${id} is left out: ${shown(why)}`),
    ...asJson.map(
      ({ id, name, inexpressible }) =>
        `${name} (monitor ${id}) is JSON, since there are no fields for ${shown(inexpressible.join(', '))}`,
    ),
    `${resources.length} ${resources.length === 1 ? 'monitor' : 'monitors'} imported`,
  ];
}

function print(resource: AdoptingResource, namespace: string | undefined): string {
  // long queries stay in one line: a problem is told by its line
  return stringify(toManifestObject(resource, namespace), { lineWidth: 0, version: '1.1' });
}

async function readMonitors(datadog: DatadogReader, ids: readonly string[], tags: readonly string[]) {
  const found = new Map<string, ApiBody>();
  const missing: string[] = [];
  for (const id of ids) {
    const body = await datadog.get(objectApis.monitor.read(id));
    if (isObject(body)) found.set(id, body);
    else missing.push(id);
  }
  if (tags.length > 0) {
    const listed = await datadog.listPages((index) => listCall(tags, index), pageSize, parseList);
    for (const monitor of listed) found.set(String(monitor['id']), monitor);
  }
  return { monitors: [...found.values()], missing };
}

const pageSize = 100;
const collection = '/api/v1/monitor';

/** Monitors that have all of the tags. */
function listCall(tags: readonly string[], index: number): ApiCall {
  const query = `monitor_tags=${encodeURIComponent(tags.join(','))}&page=${index}&page_size=${pageSize}`;
  return { method: 'GET', path: `${collection}?${query}`, endpoint: `GET ${collection}` };
}

function parseList(body: unknown): readonly ApiBody[] | undefined {
  return objectApis.monitor.list?.parse(body);
}
