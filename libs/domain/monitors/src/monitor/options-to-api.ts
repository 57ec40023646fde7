import type { DatadogMonitorOptions } from '@dogwatch/crds';
import { type ApiBody, isObject, withoutUnset } from '../api-body.js';

/** When an option is sent: whenever it is there; or only when it is not empty. */
type Rule = 'present' | 'not empty';

/** The options that stand for themselves: the field, the name in the API, and when it is sent. */
export const optionRows: readonly (readonly [keyof DatadogMonitorOptions, string, Rule])[] = [
  ['enableLogsSample', 'enable_logs_sample', 'present'],
  ['escalationMessage', 'escalation_message', 'present'],
  ['evaluationDelay', 'evaluation_delay', 'present'],
  ['groupRetentionDuration', 'group_retention_duration', 'present'],
  ['groupbySimpleMonitor', 'groupby_simple_monitor', 'present'],
  ['includeTags', 'include_tags', 'present'],
  ['locked', 'locked', 'present'],
  ['newGroupDelay', 'new_group_delay', 'present'],
  ['noDataTimeframe', 'no_data_timeframe', 'present'],
  ['notificationPresetName', 'notification_preset_name', 'not empty'],
  ['notifyAudit', 'notify_audit', 'present'],
  ['notifyBy', 'notify_by', 'present'],
  ['notifyNoData', 'notify_no_data', 'present'],
  ['onMissingData', 'on_missing_data', 'not empty'],
  ['renotifyInterval', 'renotify_interval', 'present'],
  ['renotifyOccurrences', 'renotify_occurrences', 'present'],
  ['renotifyStatuses', 'renotify_statuses', 'present'],
  ['requireFullWindow', 'require_full_window', 'present'],
  ['timeoutH', 'timeout_h', 'present'],
  ['variables', 'variables', 'present'],
];

/** The names of thresholds in a resource and in the API. */
export const thresholdNames = {
  critical: 'critical',
  criticalRecovery: 'critical_recovery',
  ok: 'ok',
  unknown: 'unknown',
  warning: 'warning',
  warningRecovery: 'warning_recovery',
} as const;

/** The name of a threshold in a resource. */
export type ThresholdName = keyof typeof thresholdNames;

/** The thresholds that a resource can have. */
export const thresholdKeys = Object.keys(thresholdNames).filter((key): key is ThresholdName => key in thresholdNames);

/** The number that a threshold's text means; `undefined` when it is no plain decimal number. */
export function parseThreshold(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The options of the Monitors API. Thresholds that are no numbers are left out: `checkMonitorSpec` refuses them. */
export function optionsToApi(options: DatadogMonitorOptions): ApiBody {
  const rows = optionRows.flatMap(([field, name, rule]): [string, unknown][] => {
    const value = options[field];
    const isSent = value !== undefined && value !== null && !(rule === 'not empty' && value === '');
    return isSent ? [[name, value]] : [];
  });
  return withoutUnset({
    ...Object.fromEntries(rows),
    thresholds: thresholdsToApi(options),
    threshold_windows: windowsToApi(options),
    scheduling_options: schedulingToApi(options),
  });
}

function thresholdsToApi({ thresholds = {} }: DatadogMonitorOptions): ApiBody {
  return withoutUnset(
    Object.fromEntries(
      thresholdKeys.map((key) => {
        const text = thresholds[key];
        return [thresholdNames[key], text === undefined ? undefined : parseThreshold(text)];
      }),
    ),
  );
}

function windowsToApi({ thresholdWindows = {} }: DatadogMonitorOptions): ApiBody | undefined {
  const { triggerWindow, recoveryWindow } = thresholdWindows;
  if (triggerWindow === undefined && recoveryWindow === undefined) return undefined;
  return withoutUnset({ trigger_window: triggerWindow, recovery_window: recoveryWindow });
}

function schedulingToApi({ schedulingOptions }: DatadogMonitorOptions): ApiBody | undefined {
  if (!isObject(schedulingOptions)) return undefined;
  const { customSchedule, evaluationWindow } = schedulingOptions;
  return withoutUnset({
    custom_schedule: customSchedule && { recurrences: [customSchedule.recurrence] },
    evaluation_window:
      evaluationWindow &&
      withoutUnset({
        day_starts: evaluationWindow.dayStarts,
        hour_starts: evaluationWindow.hourStarts,
        month_starts: evaluationWindow.monthStarts,
      }),
  });
}
