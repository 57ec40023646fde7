import type { AttributeValue } from './log.js';

/** Datadog's statuses, the most urgent first; the place of the first eight is their syslog severity. */
export const logStatuses = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warn',
  'notice',
  'info',
  'debug',
  'ok',
] as const;

/** One of `logStatuses`. */
export type LogStatus = (typeof logStatuses)[number];

const syslogSeverities = 8;

/** What the first letter of a text says; `emerg` is the only text that its first letter does not decide. */
const byLetter: Readonly<Record<string, LogStatus>> = {
  a: 'alert',
  c: 'critical',
  d: 'debug',
  e: 'error',
  f: 'emergency',
  i: 'info',
  n: 'notice',
  o: 'ok',
  s: 'ok',
  t: 'debug',
  v: 'debug',
  w: 'warn',
};

/**
 * The status that a value stands for, by Datadog's rules for the status remapper: 0 to 7 are syslog severities, texts go by
 * how they begin, whatever the case, and anything else is `info`. Objects and arrays say nothing: `undefined`.
 */
export function toLogStatus(value: AttributeValue): LogStatus | undefined {
  if (typeof value === 'object') return undefined;
  const text = String(value).trim().toLowerCase();
  if (/^\d+$/.test(text)) return severityStatus(Number(text));
  if (text.startsWith('emerg')) return 'emergency';
  return byLetter[text.charAt(0)] ?? 'info';
}

function severityStatus(severity: number): LogStatus {
  return severity < syslogSeverities ? (logStatuses[severity] ?? 'info') : 'info';
}

/** The status of an OpenTelemetry severity number from 1 to 24; `undefined` for any other. */
export function fromSeverityNumber(severity: number): LogStatus | undefined {
  const bands: readonly LogStatus[] = ['debug', 'debug', 'info', 'warn', 'error', 'emergency'];
  return Number.isInteger(severity) && severity >= 1 ? bands[Math.floor((severity - 1) / 4)] : undefined;
}
