import { datadogMonitorCrd } from '@dogwatch/crds';
import { checkMonitor, type FieldProblem, isObject, type LookUpMonitor, resolveComposite } from '@dogwatch/monitors';
import { checkLine, type LineLanguage } from '../check-line.js';
import type { MonitorResource } from './monitor-resource.js';

/** A problem of a resource; in a query, with the query. */
export interface ResourceProblem extends Omit<FieldProblem, 'reason'> {
  readonly severity: 'error' | 'warning';
  readonly reason: string;
  readonly query?: string;
}

const anyId = 1;

/** What Datadog has against a resource that the API server takes, and what is likely a mistake. */
export function checkResource({ kind, resource }: MonitorResource, lookUp: LookUpMonitor): readonly ResourceProblem[] {
  const spec = isObject(resource.spec) ? resource.spec : {};
  const rendered = kind.render(resource, { lookUp: () => anyId });
  const errors = rendered.ok ? [] : rendered.problems.map((problem) => toProblem('error', problem, spec['query']));
  const known = kind.crd.kind === 'DatadogMonitor' ? checkMonitorOnly(resource, lookUp) : [];
  return [...errors, ...known, ...checkQueries(kind.crd.kind, spec)];
}

function checkMonitorOnly(
  { metadata, spec }: MonitorResource['resource'],
  lookUp: LookUpMonitor,
): readonly ResourceProblem[] {
  const parsed = datadogMonitorCrd.spec.safeParse(spec);
  if (!parsed.success) return [];
  const { query, type } = parsed.data;
  const warnings = checkMonitor(parsed.data).warnings.map((problem) => toProblem('warning', problem, query));
  if (type !== 'composite' || query === undefined) return warnings;
  return [...warnings, ...checkReferences(query, metadata, lookUp)];
}

/** A reference to a resource that is not among the files may be right: it may be in the cluster. */
function checkReferences(
  query: string,
  { name, namespace = '' }: MonitorResource['resource']['metadata'],
  lookUp: LookUpMonitor,
): readonly ResourceProblem[] {
  const isSelf: LookUpMonitor = (reference) =>
    reference.name === name && reference.namespace === namespace ? undefined : anyId;
  const selves = problemsOf(resolveComposite(query, namespace, isSelf)).map((problem) => ({
    ...toProblem('error', problem, query),
    message: 'spec.query names the composite itself',
  }));
  const strangers = problemsOf(resolveComposite(query, namespace, lookUp)).map((problem) => ({
    ...toProblem('warning', problem, query),
    message: `${problem.message} in the files given; the composite waits until the cluster has it`,
  }));
  return [...selves, ...strangers];
}

function problemsOf(resolved: ReturnType<typeof resolveComposite>): readonly FieldProblem[] {
  return resolved.ok ? [] : resolved.problems;
}

function toProblem(severity: 'error' | 'warning', problem: FieldProblem, query: unknown): ResourceProblem {
  const { offset, ...rest } = problem;
  const isPlaced = offset !== undefined && typeof query === 'string';
  return { severity, ...rest, ...(isPlaced && { query, offset }) };
}

/** The queries that stand in other places than a monitor's own. */
function checkQueries(kind: string, spec: Readonly<Record<string, unknown>>): readonly ResourceProblem[] {
  if (kind === 'DatadogSLO') {
    return [
      ...checkQuery('spec.query.numerator', memberOf(spec['query'], 'numerator'), 'metric'),
      ...checkQuery('spec.query.denominator', memberOf(spec['query'], 'denominator'), 'metric'),
      ...checkQuery('spec.timeSlice.query', memberOf(spec['timeSlice'], 'query'), 'metric'),
    ];
  }
  const isMonitor = kind === 'DatadogMonitor' || (kind === 'DatadogGenericResource' && spec['type'] === 'monitor');
  return isMonitor ? checkJsonMonitor(spec['jsonSpec']) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** A monitor as JSON; that it is JSON at all is looked at elsewhere. */
function checkJsonMonitor(jsonSpec: unknown): readonly ResourceProblem[] {
  const isWhole = typeof jsonSpec === 'string' && /"query"\s*:/.test(jsonSpec) && isJson(jsonSpec);
  return isWhole ? checkQuery('spec.jsonSpec', jsonSpec, 'monitor') : [];
}

function isJson(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function checkQuery(path: string, text: unknown, language: LineLanguage): readonly ResourceProblem[] {
  if (typeof text !== 'string' || text === '') return [];
  const { query, errors, warnings } = checkLine(text, language);
  const toFound =
    (severity: 'error' | 'warning') =>
    ({ message, offset }: (typeof errors)[number]): ResourceProblem => {
      return { severity, reason: 'BadQuery', path, message, ...(offset !== undefined && { query, offset }) };
    };
  return [...errors.map(toFound('error')), ...warnings.map(toFound('warning'))];
}
