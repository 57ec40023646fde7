import type { DatadogMetricCondition, DatadogMetricStatus } from '@dogwatch/crds';
import { isScalingReason, type Problem } from './reasons.js';
import type { MetricState } from './metric-state.js';
import { parseValue, printValue } from './quantity.js';

/** What a DatadogMetric's status says, without its specification. */
export type StatusContent = Pick<
  MetricState,
  'active' | 'dataTimeSeconds' | 'error' | 'references' | 'updatedAtMillis' | 'valid' | 'value'
>;

/** Reasons of the conditions that tell no failure; the others carry a reason of `scalingReasons`. */
export const conditionReasons = {
  AlwaysActive: 'Active: the always-active annotation is set.',
  DataPoint: 'Updated: lastUpdateTime is the time of the data point.',
  Fresh: 'Valid: the data point is young enough.',
  Invalid: 'Valid: the metric is not valid, and why is not known.',
  NoDataPoint: 'Updated: there was no data point yet.',
  NoError: 'Error: the last attempt succeeded.',
  NotReferenced: 'Active: no autoscaler refers to the metric, so it is not queried.',
  Referenced: 'Active: an autoscaler refers to the metric.',
} as const;

/** Begins the message of the condition Error, as the Datadog Cluster Agent writes it. */
export const errorSentence = 'Unable to fetch data from Datadog';

const referenceSeparator = ', ';

/**
 * The status that tells `state`: conditions Active, Valid, Updated, Error in this order. lastTransitionTime moves only when a
 * condition flips; lastUpdateTime is the time of the state, but for Updated, which carries the time of the data point. Times
 * have whole seconds.
 */
export function toStatus(state: StatusContent, previous: DatadogMetricStatus | undefined): DatadogMetricStatus {
  const { active, dataTimeSeconds, error, references, updatedAtMillis, valid, value } = state;
  const updateTime = printTime(Math.floor(updatedAtMillis / 1000));
  const dataTime = dataTimeSeconds === undefined ? null : printTime(dataTimeSeconds);
  const condition = conditionWriter(previous?.conditions ?? []);
  return {
    currentValue: printValue(value),
    autoscalerReferences: references.join(referenceSeparator),
    conditions: [
      condition('Active', active, updateTime, { reason: activeReason(state) }),
      condition('Valid', valid, updateTime, { reason: validReason(state) }),
      condition('Updated', true, dataTime, { reason: dataTime === null ? 'NoDataPoint' : 'DataPoint' }),
      condition('Error', error !== undefined, updateTime, errorDetails(error)),
    ],
  };
}

/**
 * Reads a status back. An empty value is 0, an unreadable one is 0 and invalid. The update time is that of the condition Active
 * while it is true, else `nowMillis`.
 */
export function fromStatus(status: DatadogMetricStatus | undefined, nowMillis: number): StatusContent {
  const { autoscalerReferences = '', conditions = [], currentValue = '' } = status ?? {};
  const value = currentValue === '' ? 0 : parseValue(currentValue);
  const active = isTrue(conditions, 'Active');
  return {
    active,
    valid: isTrue(conditions, 'Valid') && value !== undefined,
    value: value ?? 0,
    dataTimeSeconds: toSeconds(updateTimeOf(conditions, 'Updated')),
    updatedAtMillis: (active ? updateTimeOf(conditions, 'Active') : undefined) ?? nowMillis,
    error: readError(find(conditions, 'Error')),
    references: autoscalerReferences.split(referenceSeparator).filter((text) => text !== ''),
  };
}

/** Whether a status must be written: the state is newer, in whole seconds, than what the condition Active says. */
export function needsStatusWrite(
  state: Pick<StatusContent, 'updatedAtMillis'>,
  previous: DatadogMetricStatus | undefined,
): boolean {
  const written = updateTimeOf(previous?.conditions ?? [], 'Active');
  return written === undefined || Math.floor(state.updatedAtMillis / 1000) > Math.floor(written / 1000);
}

type Details = Pick<DatadogMetricCondition, 'message' | 'reason'>;
type ConditionWriter = (type: string, isTrue: boolean, time: string | null, details: Details) => DatadogMetricCondition;

function conditionWriter(previous: readonly DatadogMetricCondition[]): ConditionWriter {
  return (type, isTrue, time, details) => {
    const before = find(previous, type);
    const status = isTrue ? 'True' : 'False';
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? null) : time;
    return { type, status, lastTransitionTime, lastUpdateTime: time, ...details };
  };
}

function activeReason({ active, references }: StatusContent): keyof typeof conditionReasons {
  if (!active) return 'NotReferenced';
  return references.length > 0 ? 'Referenced' : 'AlwaysActive';
}

function validReason({ active, dataTimeSeconds, error, valid }: StatusContent): string {
  if (valid) return 'Fresh';
  if (error !== undefined) return error.reason;
  if (!active) return 'NotActive';
  return dataTimeSeconds === undefined ? 'NotQueriedYet' : 'Invalid';
}

function errorDetails(error: Problem | undefined): Details {
  if (error === undefined) return { reason: 'NoError' };
  return { reason: error.reason, message: `${errorSentence}: ${error.message}` };
}

/** The error as it was before it was written; `ServerError` when another program has written it. */
function readError(condition: DatadogMetricCondition | undefined): Problem | undefined {
  if (condition?.status !== 'True') return undefined;
  const { message = '', reason = '' } = condition;
  const prefix = `${errorSentence}: `;
  return {
    reason: isScalingReason(reason) ? reason : 'ServerError',
    message: message.startsWith(prefix) ? message.slice(prefix.length) : message,
  };
}

function find(conditions: readonly DatadogMetricCondition[], type: string): DatadogMetricCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function isTrue(conditions: readonly DatadogMetricCondition[], type: string): boolean {
  return find(conditions, type)?.status === 'True';
}

function toSeconds(millis: number | undefined): number | undefined {
  return millis === undefined ? undefined : Math.floor(millis / 1000);
}

/** Unix milliseconds; undefined when the condition has no such time. */
function updateTimeOf(conditions: readonly DatadogMetricCondition[], type: string): number | undefined {
  const millis = Date.parse(find(conditions, type)?.lastUpdateTime ?? '');
  return Number.isNaN(millis) ? undefined : millis;
}

/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times. */
export function printTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length)}Z`;
}
