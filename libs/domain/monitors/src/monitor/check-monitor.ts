import type { DatadogMonitorSpec } from '@dogwatch/crds';
import { checkMonitorQuery, isMonitorType, type MonitorContext, parseMonitorQuery } from '@dogwatch/query';
import { isObject } from '../api-body.js';
import type { FieldProblem } from '../field-problem.js';
import { parseThreshold, type ThresholdName } from './options-to-api.js';
import { resolveComposite } from './resolve-composite.js';
import { toMonitorBody } from './to-api.js';

/** What is wrong with a resource, and what Datadog accepts although it is likely a mistake. */
export interface MonitorCheck {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

const anyId = 1;

/**
 * Everything that can be said of a DatadogMonitor without Datadog and without the cluster: its fields, and its query with
 * the type, the thresholds, the windows and the variables. Of a composite's references only the shape is checked.
 */
export function checkMonitor(spec: DatadogMonitorSpec): MonitorCheck {
  const rendered = toMonitorBody(spec);
  if (!rendered.ok) return { errors: rendered.problems, warnings: [] };
  if (spec.jsonSpec !== undefined) return { errors: [], warnings: [] };
  const { query = '', type } = spec;
  return checkQueryOf(type === 'composite' ? withAnyIds(query) : query, spec);
}

/** With ids of one length in the place of names, positions move; a composite's own errors are about its operators. */
function withAnyIds(query: string): string {
  const resolved = resolveComposite(query, '', () => anyId);
  return resolved.ok ? resolved.query : query;
}

function checkQueryOf(query: string, spec: DatadogMonitorSpec): MonitorCheck {
  const parsed = parseMonitorQuery(query);
  if (!parsed.ok) return { errors: [toProblem(parsed.error.message, parsed.error.offset)], warnings: [] };
  const type = spec.type !== undefined && isMonitorType(spec.type) ? spec.type : undefined;
  const { errors, warnings } = checkMonitorQuery(type, { text: query, query: parsed.query }, toContext(spec));
  return {
    errors: errors.map(({ message, span }) => toProblem(message, span.start)),
    warnings: warnings.map(({ message, span }) => toProblem(message, span.start)),
  };
}

function toProblem(message: string, offset: number): FieldProblem {
  return { reason: 'BadQuery', path: 'spec.query', message, offset };
}

function toContext({ options }: DatadogMonitorSpec): MonitorContext {
  const triggerWindow = options?.thresholdWindows?.triggerWindow;
  const names = options?.variables?.flatMap((variable) => {
    const name = isObject(variable) ? variable['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
  return {
    ...(options?.thresholds === undefined ? {} : { thresholds: toNumbers(options.thresholds) }),
    ...(triggerWindow === undefined ? {} : { triggerWindow }),
    ...(names === undefined ? {} : { variableNames: names }),
  };
}

function toNumbers(
  thresholds: Readonly<Partial<Record<ThresholdName, string | undefined>>>,
): Record<string, number | undefined> {
  return Object.fromEntries(
    Object.entries(thresholds).map(([key, text]) => [key, text === undefined ? undefined : parseThreshold(text)]),
  );
}
