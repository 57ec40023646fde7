import { status } from '@grpc/grpc-js';
import type { ScalingReason } from '@dogwatch/scaling';
import type { ScalerReason } from '../reasons.js';

/** Every reason that a call can be refused for. */
export type RefusalReason = ScalerReason | ScalingReason;

/** Why a call is refused. */
export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** What is wrong, naming the parameter. */
  readonly message: string;
}

/** A status travels in a header, and one that is too large ends the connection with all calls on it. */
const maxMessageLength = 2000;

/** Makes a `Refusal`, with no more of the message than a status may hold. */
export function refuse(reason: RefusalReason, message: string): Refusal {
  const isLong = message.length > maxMessageLength;
  return { ok: false, reason, message: isLong ? `${message.slice(0, maxMessageLength).toWellFormed()}…` : message };
}

const invalid: ReadonlySet<RefusalReason> = new Set([
  'InvalidMetadata',
  'InvalidQuery',
  'InvalidReference',
  'MultipleSeries',
  'NotFound',
  'QueryRejected',
  'QueryTooLong',
  'SeriesTooShort',
  'UnknownOrg',
]);
const exhausted: ReadonlySet<RefusalReason> = new Set([
  'RateLimited',
  'TooManyQueries',
  'TooManyStreams',
  'TooManyWants',
]);

/** INVALID_ARGUMENT where the trigger has to be changed, RESOURCE_EXHAUSTED for limits, else UNAVAILABLE. */
export function toStatusCode(reason: RefusalReason): status {
  if (invalid.has(reason)) return status.INVALID_ARGUMENT;
  return exhausted.has(reason) ? status.RESOURCE_EXHAUSTED : status.UNAVAILABLE;
}

const advices: Readonly<Partial<Record<RefusalReason, string>>> = {
  CredentialsRefused: 'Check the keys that metrics-poller holds for this org.',
  NatsAway: 'Check that NATS runs and that NATS_URL is right.',
  NoLeader: 'Check that metrics-poller runs and reaches the same NATS.',
  NoSeries: 'Check query, raise age, or set metricUnavailableValue.',
  NotActive: 'Annotate the DatadogMetric with external-metrics.datadoghq.com/always-active: "true".',
  NotAnsweredYet: 'Ask again; if it stays so, check the log of metrics-poller.',
  NotFound: 'Check datadogMetricName and datadogMetricNamespace.',
  NotLoaded: 'Check that metrics-poller runs and reaches the same NATS.',
  OnlyNulls: 'Raise age, lower lastAvailablePointOffset, or set metricUnavailableValue.',
  RateLimited: 'maxStaleness decides how long the last value holds; ask Datadog for a higher limit if it lasts.',
  SeriesTooShort: 'Lower lastAvailablePointOffset or raise age.',
  UnknownOrg: 'org is the name of a set of keys that metrics-poller holds.',
};

/** What to do about it; undefined where the message says it. */
export function adviceOn(reason: RefusalReason): string | undefined {
  return advices[reason];
}

/** The text of the gRPC status: message, advice, reason. */
export function printRefusal({ message, reason }: Refusal): string {
  const advice = adviceOn(reason);
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `${sentence}${advice === undefined ? '' : ` ${advice}`} (${reason})`;
}
