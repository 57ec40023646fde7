import type { DatadogMonitorOptions } from '@dogwatch/crds';
import { type ApiBody, isObject, withoutUnset } from '../api-body.js';
import { optionRows, thresholdNames } from './options-to-api.js';

/** What the server writes for an option that nobody set; a resource need not say it. */
const serverDefaults: ReadonlySet<string> = new Set([
  'enable_logs_sample=false',
  'groupby_simple_monitor=false',
  'include_tags=true',
  'locked=false',
  'notify_audit=false',
  'notify_no_data=false',
  'on_missing_data="default"',
]);

/** The options of a resource, as far as it has fields for those of the API; the inverse of `optionsToApi`. */
export function optionsFromApi(options: ApiBody): DatadogMonitorOptions {
  const rows = optionRows.map(([field, name]) => [field, worthSaying(name, options[name])]);
  return withoutUnset({
    ...Object.fromEntries(rows),
    thresholds: thresholdsFromApi(options['thresholds']),
    thresholdWindows: windowsFromApi(options['threshold_windows']),
    schedulingOptions: schedulingFromApi(options['scheduling_options']),
  });
}

/** The options for which a resource has no field, by their path; those that the server or people on call set do not count. */
export function unknownOptions(options: ApiBody): readonly string[] {
  const known = new Set([...optionRows.map(([, name]) => name), ...compound, ...notPartOfDefinition]);
  return Object.keys(options)
    .filter((name) => !known.has(name) && isSet(options[name]) && !isDefaultHostDelay(name, options[name]))
    .map((name) => `options.${name}`);
}

const compound = ['thresholds', 'threshold_windows', 'scheduling_options'];
const notPartOfDefinition = ['avalanche_window', 'silenced'];

function isDefaultHostDelay(name: string, value: unknown): boolean {
  return name === 'new_host_delay' && value === 300;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false;
}

function worthSaying(name: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  return serverDefaults.has(`${name}=${JSON.stringify(value)}`) ? undefined : value;
}

function thresholdsFromApi(thresholds: unknown): ApiBody | undefined {
  if (!isObject(thresholds)) return undefined;
  const texts = Object.entries(thresholdNames).flatMap(([field, name]) => {
    const value = thresholds[name];
    return typeof value === 'number' ? [[field, String(value)] as const] : [];
  });
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function windowsFromApi(windows: unknown): ApiBody | undefined {
  if (!isObject(windows)) return undefined;
  return unlessEmpty({
    triggerWindow: windows['trigger_window'] ?? undefined,
    recoveryWindow: windows['recovery_window'] ?? undefined,
  });
}

function schedulingFromApi(scheduling: unknown): ApiBody | undefined {
  if (!isObject(scheduling)) return undefined;
  const { custom_schedule: schedule, evaluation_window: window } = scheduling;
  return unlessEmpty({ customSchedule: scheduleFromApi(schedule), evaluationWindow: evaluationFromApi(window) });
}

function scheduleFromApi(schedule: unknown): ApiBody | undefined {
  const recurrences: unknown = isObject(schedule) ? schedule['recurrences'] : undefined;
  const first: unknown = Array.isArray(recurrences) ? recurrences[0] : undefined;
  if (!isObject(first)) return undefined;
  const { rrule, timezone, start } = first;
  return {
    recurrence: withoutUnset({
      rrule: rrule ?? undefined,
      timezone: timezone ?? undefined,
      start: start ?? undefined,
    }),
  };
}

function evaluationFromApi(window: unknown): ApiBody | undefined {
  if (!isObject(window)) return undefined;
  return withoutUnset({
    dayStarts: window['day_starts'] ?? undefined,
    hourStarts: window['hour_starts'] ?? undefined,
    monthStarts: window['month_starts'] ?? undefined,
  });
}

function unlessEmpty(fields: ApiBody): ApiBody | undefined {
  const set = withoutUnset(fields);
  return Object.keys(set).length === 0 ? undefined : set;
}
