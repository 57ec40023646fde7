import { adoptAnnotation, type LookUpMonitor } from '@dogwatch/monitors';
import { UsageError } from '../cli-command.js';
import { readInput } from '../read-input.js';
import type { Terminal } from '../terminal.js';
import { checkObject, isMeantForSync } from './check-object.js';
import { findManifests } from './find-manifests.js';
import { type MonitorResource, toMonitorResource } from './monitor-resource.js';
import { type ManifestObject, readManifest } from './read-manifest.js';

/** Where resources are, and the namespace of those that name none. */
export interface ResourceFiles {
  readonly filename: readonly string[];
  readonly namespace: string;
}

/** The resources of files and folders, which the API server would take; anything else is wrong usage. */
export async function readResources(
  { filename, namespace }: ResourceFiles,
  terminal: Pick<Terminal, 'input'>,
): Promise<readonly MonitorResource[]> {
  const resources: MonitorResource[] = [];
  for (const file of await findManifests(filename)) {
    const name = file === '-' ? 'stdin' : file;
    for (const part of readManifest(await readInput(file, terminal), name)) {
      if (!part.ok) throw new UsageError(`${name}:${part.line}: ${part.message}`);
      if (isMeantForSync(part.object)) resources.push(toReadable(part.object, namespace));
    }
  }
  if (resources.length === 0) throw new UsageError(`no DatadogMonitor, nor its like, in ${filename.join(', ')}`);
  return resources;
}

function toReadable(object: ManifestObject, namespace: string): MonitorResource {
  const [problem] = checkObject(object).filter(({ reason }) => reason !== 'UnknownField');
  const resource = toMonitorResource(object, namespace);
  if (problem === undefined && resource !== undefined) return resource;
  const place = `${object.file}:${object.lineOf(problem?.path ?? [])}`;
  throw new UsageError(`${place}: ${problem?.message ?? 'an unknown kind'}; see dogwatch monitor check`);
}

/** The ids that resources state themselves, in their status or by their adopt annotation; 0 for one that has none yet. */
export function lookUpStated(resources: readonly MonitorResource[]): LookUpMonitor {
  const ids = new Map(resources.map((one) => [one.title, statedId(one)]));
  return ({ namespace, name }) => {
    const id = ids.get(`DatadogMonitor ${namespace}/${name}`);
    return id === undefined ? undefined : Number(id.id ?? 0);
  };
}

/** The id in Datadog that a resource states itself, and where. */
export function statedId({ kind, resource }: MonitorResource): {
  readonly id?: string;
  readonly by?: 'adopt annotation' | 'status';
} {
  const id = kind.idOf(resource.status ?? {});
  if (id !== undefined) return { id, by: 'status' };
  const adopted = resource.metadata.annotations?.[adoptAnnotation];
  return adopted === undefined ? {} : { id: adopted, by: 'adopt annotation' };
}
