import type { LookUpMonitor } from '@dogwatch/monitors';
import { type ExitCode } from '../cli-command.js';
import { readInput } from '../read-input.js';
import type { Terminal } from '../terminal.js';
import { checkObject, isMeantForSync } from './check-object.js';
import { checkResource } from './check-resource.js';
import { parsePath, printPath } from './check-schema.js';
import { findManifests } from './find-manifests.js';
import { type ManifestProblem, renderProblem } from './manifest-problem.js';
import { type MonitorResource, toMonitorResource } from './monitor-resource.js';
import { type ManifestObject, type ManifestPart, readManifest } from './read-manifest.js';

/** The options of `dogwatch monitor check`. */
export interface CheckManifestsOptions {
  readonly filename: readonly string[];
  readonly namespace: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Tells every problem of the resources in files and folders. */
export async function checkManifests(options: CheckManifestsOptions, terminal: Terminal): Promise<ExitCode> {
  const parts: ManifestPart[] = [];
  for (const file of await findManifests(options.filename)) {
    parts.push(...readManifest(await readInput(file, terminal), file === '-' ? 'stdin' : file));
  }
  const { problems, resources, others } = checkParts(parts, options.namespace);
  for (const problem of problems) {
    await terminal.write(options.json ? `${JSON.stringify(problem)}\n` : renderProblem(problem, terminal.style));
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const totals = { resources, errors, warnings: problems.length - errors, others };
  if (!options.json) await terminal.write(renderTotals(totals, terminal.style));
  return errors > 0 || (options.strict === true && totals.warnings > 0) ? 1 : 0;
}

interface Totals {
  readonly resources: number;
  readonly errors: number;
  readonly warnings: number;
  /** Objects of other kinds. */
  readonly others: number;
}

function renderTotals({ resources, errors, warnings, others }: Totals, style: Terminal['style']): string {
  const left = others === 0 ? '' : `, ${amount(others, 'object')} of other kinds left out`;
  const summary = `${amount(resources, 'resource')}: ${amount(errors, 'error')}, ${amount(warnings, 'warning')}${left}`;
  return `${style(errors > 0 ? 'red' : 'green', summary)}\n`;
}

function amount(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

function checkParts(parts: readonly ManifestPart[], namespace: string) {
  const objects = parts.flatMap((part) => (part.ok ? [part.object] : []));
  const meant = objects.filter(isMeantForSync);
  const known = new Map<string, MonitorResource>();
  const problems = parts.flatMap((part): readonly ManifestProblem[] => {
    if (part.ok) return isMeantForSync(part.object) ? checkOne(part.object, namespace, objects, known) : [];
    const { file, line, message } = part;
    return [{ severity: 'error', reason: 'InvalidFile', path: '', message, file, line }];
  });
  return { problems, resources: meant.length, others: objects.length - meant.length };
}

function checkOne(
  object: ManifestObject,
  namespace: string,
  objects: readonly ManifestObject[],
  known: Map<string, MonitorResource>,
): readonly ManifestProblem[] {
  const { file, lineOf } = object;
  const shape = checkObject(object).map(({ reason, path, message }): ManifestProblem => {
    return { severity: 'error', reason, path: printPath(path), message, file, line: lineOf(path) };
  });
  const resource = toMonitorResource(object, namespace);
  if (resource === undefined) return shape;
  const first = known.get(resource.title);
  if (first === undefined) known.set(resource.title, resource);
  // what follows relies on the types of the fields
  const isReadable = shape.every(({ reason }) => reason === 'UnknownField');
  const found = isReadable ? checkResource(resource, lookUpIn(objects, namespace)) : [];
  return [
    ...shape,
    ...(first === undefined ? [] : [toTwice(resource, first)]),
    ...found.map((problem) => ({ ...problem, file, line: lineOf(parsePath(problem.path)) })),
  ];
}

function toTwice({ title, object }: MonitorResource, first: MonitorResource): ManifestProblem {
  const place = `${first.object.file}:${first.object.lineOf(['metadata', 'name'])}`;
  const path = 'metadata.name';
  const message = `${path}: ${title} is there twice, first at ${place}; the later one wins`;
  return {
    severity: 'warning',
    reason: 'Twice',
    path,
    message,
    file: object.file,
    line: object.lineOf(['metadata', 'name']),
  };
}

/** Finds the monitors that composites name among the objects of the files. */
function lookUpIn(objects: readonly ManifestObject[], namespace: string): LookUpMonitor {
  const titles = new Set(objects.flatMap((object) => toMonitorResource(object, namespace)?.title ?? []));
  return (reference) => (titles.has(`DatadogMonitor ${reference.namespace}/${reference.name}`) ? 1 : undefined);
}
