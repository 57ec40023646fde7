import type { DatadogSloSpec } from '@dogwatch/crds';
import { type ApiBody, withoutUnset } from '../api-body.js';
import type { FieldProblem, Rendered } from '../field-problem.js';

const timeframes = ['7d', '30d', '90d'];
const comparators = ['>', '>=', '<', '<='];

/** The body that creates an SLO, or why the resource is refused, in the words of Datadog's operator. */
export function toSloBody(spec: DatadogSloSpec): Rendered<ApiBody> {
  const problems = checkSlo(spec);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    body: withoutUnset({
      name: spec.name,
      type: spec.type,
      description: spec.description ?? null,
      tags: spec.tags,
      thresholds: [
        withoutUnset({
          target: toNumber(spec.targetThreshold),
          timeframe: spec.timeframe,
          warning: spec.warningThreshold === undefined ? undefined : toNumber(spec.warningThreshold),
        }),
      ],
      ...byType(spec),
    }),
  };
}

function byType({ type, query, monitorIDs, groups, timeSlice }: DatadogSloSpec): Readonly<Record<string, unknown>> {
  if (type === 'metric') return { query };
  if (type === 'monitor') return { monitor_ids: monitorIDs, groups };
  return {
    sli_specification: {
      time_slice: {
        comparator: timeSlice?.comparator,
        threshold: toNumber(timeSlice?.threshold ?? ''),
        query: {
          formulas: [{ formula: 'query1' }],
          queries: [{ data_source: 'metrics', name: 'query1', query: timeSlice?.query }],
        },
      },
    },
  };
}

function toNumber(value: number | string): number {
  return typeof value === 'number' ? value : parseQuantityText(value);
}

/** Percentages are quantities in the CRD of Datadog's operator; of their suffixes only milli makes sense here. */
function parseQuantityText(text: string): number {
  const match = /^(?<digits>[+-]?(?:\d+(?:\.\d*)?|\.\d+))(?<milli>m?)$/.exec(text);
  if (match?.groups === undefined) return Number.NaN;
  const value = Number(match.groups['digits']);
  return match.groups['milli'] === 'm' ? value / 1000 : value;
}

type Check = (spec: DatadogSloSpec) => FieldProblem | undefined;

const checks: readonly Check[] = [
  ({ name }) => (name === '' ? missing('spec.name', 'spec.Name must be defined') : undefined),
  ({ type }) =>
    ['metric', 'monitor', 'time_slice'].includes(type)
      ? undefined
      : bad('spec.type', 'spec.Type must be one of the values: monitor, metric, or time_slice'),
  ({ type, query }) =>
    type === 'metric' && query === undefined
      ? missing('spec.query', 'spec.Query must be defined when spec.Type is metric')
      : undefined,
  ({ type, monitorIDs }) =>
    type === 'monitor' && (monitorIDs ?? []).length === 0
      ? missing('spec.monitorIDs', 'spec.MonitorIDs must be defined when spec.Type is monitor')
      : undefined,
  ({ type, timeSlice }) =>
    type === 'time_slice' && timeSlice === undefined
      ? missing('spec.timeSlice', 'spec.TimeSlice must be defined when spec.Type is time_slice')
      : undefined,
  ({ type, timeSlice }) =>
    type === 'time_slice' && timeSlice?.query === ''
      ? missing('spec.timeSlice.query', 'spec.TimeSlice.Query must be defined')
      : undefined,
  ({ type, timeSlice }) =>
    type === 'time_slice' && timeSlice !== undefined && !comparators.includes(timeSlice.comparator)
      ? bad('spec.timeSlice.comparator', 'spec.TimeSlice.Comparator must be one of the values: >, >=, <, or <=')
      : undefined,
  ({ type, timeSlice }) =>
    type === 'time_slice' && timeSlice !== undefined && Number.isNaN(toNumber(timeSlice.threshold))
      ? bad('spec.timeSlice.threshold', 'spec.TimeSlice.Threshold must be a number')
      : undefined,
  ({ type, query }) =>
    type === 'time_slice' && query !== undefined
      ? bad('spec.query', 'spec.Query must not be defined when spec.Type is time_slice')
      : undefined,
  ({ type, timeSlice }) =>
    type !== 'time_slice' && timeSlice !== undefined
      ? bad('spec.timeSlice', `spec.TimeSlice must not be defined when spec.Type is ${type}`)
      : undefined,
  ({ targetThreshold }) => checkPercentage('spec.targetThreshold', 'spec.TargetThreshold', targetThreshold),
  ({ warningThreshold }) => checkPercentage('spec.warningThreshold', 'spec.WarningThreshold', warningThreshold),
  ({ timeframe }) =>
    timeframes.includes(timeframe)
      ? undefined
      : bad('spec.timeframe', 'spec.Timeframe must be defined as one of the values: 7d, 30d, or 90d'),
];

/** What is wrong with an SLO. */
export function checkSlo(spec: DatadogSloSpec): readonly FieldProblem[] {
  return checks.flatMap((check) => check(spec) ?? []);
}

function checkPercentage(path: string, name: string, value: number | string | undefined): FieldProblem | undefined {
  if (value === undefined) return undefined;
  const percent = toNumber(value);
  return percent > 0 && percent < 100 ? undefined : bad(path, `${name} must be greater than 0 and less than 100`);
}

function missing(path: string, message: string): FieldProblem {
  return { reason: 'Missing', path, message };
}

function bad(path: string, message: string): FieldProblem {
  return { reason: 'BadValue', path, message };
}
