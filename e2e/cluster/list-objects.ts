import { kubectl } from './cluster.ts';

/** Kinds that come and go by themselves in every cluster. */
const restless: ReadonlySet<string> = new Set(['Event', 'Lease']);

/** Every object of every kind that can be listed, as `Kind namespace/name`, but Events and Leases of other namespaces. */
export async function listAllObjects(): Promise<ReadonlySet<string>> {
  const types = (await kubectl('api-resources', '--verbs=list', '-o', 'name')).trim().split('\n');
  const template = '{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}';
  const text = await kubectl('get', types.join(','), '-A', '--ignore-not-found', '-o', `jsonpath=${template}`);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Set(lines.filter((line) => !restless.has(line.split(' ')[0] ?? '') || / dogwatch\//.test(line)));
}

/** What is there now and was not, sorted. */
export async function listNewObjects(before: ReadonlySet<string>): Promise<readonly string[]> {
  return [...(await listAllObjects())].filter((line) => !before.has(line) && !line.startsWith('Event ')).toSorted();
}
