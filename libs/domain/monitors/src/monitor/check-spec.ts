import type { DatadogMonitorSpec } from '@dogwatch/crds';
import type { FieldProblem } from '../field-problem.js';
import { parseThreshold, thresholdKeys } from './options-to-api.js';

const renotifyStatuses = ['alert', 'warn', 'no data'];
const presets = ['show_all', 'hide_query', 'hide_handles', 'hide_all'];
const missingData = ['show_no_data', 'show_and_notify_no_data', 'resolve', 'default'];

/** What Datadog would refuse, and what its operator sends all the same or drops in silence. The query is `checkMonitor`'s. */
export function checkMonitorSpec(spec: DatadogMonitorSpec): readonly FieldProblem[] {
  return [
    ...checkRequired(spec),
    ...checkPriority(spec),
    ...checkThresholds(spec),
    ...checkChoices(spec),
    ...checkMissingData(spec),
  ];
}

/** The fields without which there is no monitor, in the order in which Datadog's operator tells them. */
export const requiredFields = ['query', 'type', 'name', 'message'] as const;

function checkRequired(spec: DatadogMonitorSpec): FieldProblem[] {
  return requiredFields
    .filter((field) => spec[field] === undefined || spec[field] === '')
    .map((field) => ({
      reason: 'Missing',
      path: `spec.${field}`,
      message: `spec.${field} is required (or the whole monitor as JSON in spec.jsonSpec)`,
    }));
}

function checkPriority({ priority }: DatadogMonitorSpec): FieldProblem[] {
  if (priority === undefined || (Number.isInteger(priority) && priority >= 0 && priority <= 5)) return [];
  return [badValue('spec.priority', priority, '1 (highest) to 5, or 0 for none')];
}

function checkThresholds({ options }: DatadogMonitorSpec): FieldProblem[] {
  return thresholdKeys.flatMap((key) => {
    const text = options?.thresholds?.[key];
    if (text === undefined || parseThreshold(text) !== undefined) return [];
    return [badValue(`spec.options.thresholds.${key}`, text, 'a plain decimal number, such as "90" or "0.5"')];
  });
}

function checkChoices({ options }: DatadogMonitorSpec): FieldProblem[] {
  const statuses = (options?.renotifyStatuses ?? []).flatMap((status, index) =>
    checkChoice(`spec.options.renotifyStatuses[${index}]`, status, renotifyStatuses),
  );
  return [
    ...statuses,
    ...checkChoice('spec.options.notificationPresetName', options?.notificationPresetName, presets),
    ...checkChoice('spec.options.onMissingData', options?.onMissingData, missingData),
  ];
}

function checkChoice(path: string, value: string | undefined, choices: readonly string[]): FieldProblem[] {
  if (value === undefined || value === '' || choices.includes(value)) return [];
  return [badValue(path, value, choices.join(', '))];
}

function checkMissingData({ options }: DatadogMonitorSpec): FieldProblem[] {
  const { onMissingData, notifyNoData } = options ?? {};
  if (onMissingData === undefined || onMissingData === '' || onMissingData === 'default') return [];
  if (notifyNoData !== true) return [];
  return [
    {
      reason: 'BadValue',
      path: 'spec.options.onMissingData',
      message: `spec.options.onMissingData ("${onMissingData}") excludes spec.options.notifyNoData: leave one of them out`,
    },
  ];
}

function badValue(path: string, value: string | number, right: string): FieldProblem {
  return { reason: 'BadValue', path, message: `${path} is ${JSON.stringify(value)}; it must be ${right}` };
}
