import type { ScalerSpec } from '@dogwatch/scaling';
import { type Refusal, refuse } from '../grpc/refusal.js';
import { type MetricsRequest, readMetricsRequest, readRef, type ScaledObjectRef } from '../grpc/read-request.js';
import { type Reading, type ReadingSources, readTrigger, toWant } from './read-trigger.js';
import type { Trigger, TriggerTable } from './trigger-table.js';

/** What a call is answered with, and what it was about as far as that is known. */
export interface Answered<Response> {
  readonly trigger?: Trigger;
  readonly reading?: Reading;
  readonly reply: { readonly ok: true; readonly response: Response } | Refusal;
}

/** An answer that is there at once, or in a moment. */
export type Answer<Response> = Answered<Response> | Promise<Answered<Response>>;

/** A message GetMetricSpecResponse. */
export interface MetricSpecs {
  readonly metricSpecs: readonly {
    readonly metricName: string;
    readonly targetSize: number;
    readonly targetSizeFloat: number;
  }[];
}

/** A message GetMetricsResponse. */
export interface MetricValues {
  readonly metricValues: readonly {
    readonly metricName: string;
    readonly metricValue: number;
    readonly metricValueFloat: number;
  }[];
}

/** A message IsActiveResponse. */
export interface Activity {
  readonly result: boolean;
}

/** The unary calls of KEDA, from a decoded message to an answer. */
export interface CallAnswers {
  getMetricSpec(message: unknown): Answer<MetricSpecs>;
  getMetrics(message: unknown): Answer<MetricValues>;
  isActive(message: unknown): Answer<Activity>;
}

/** What a stream is about, or why there is none. */
export type FoundTrigger =
  | { readonly ok: true; readonly trigger: Trigger; readonly spec: ScalerSpec }
  | (Refusal & { readonly trigger?: Trigger });

const noReference = refuse('InvalidReference', 'the call names no ScaledObject: name and namespace are needed');

/** The trigger that a ScaledObjectRef stands for. */
export function findTrigger(triggers: TriggerTable, ref: ScaledObjectRef | undefined): FoundTrigger {
  if (ref === undefined) return noReference;
  const trigger = triggers.of(ref);
  const { parsed } = trigger;
  if (parsed.ok) return { ok: true, trigger, spec: parsed.spec };
  return { ...refuse(parsed.reason, parsed.message), trigger };
}

/** Answers the calls of KEDA from these triggers and sources. */
export function createCallAnswers(triggers: TriggerTable, sources: ReadingSources): CallAnswers {
  return {
    getMetricSpec: (message) => {
      const found = findTrigger(triggers, readRef(message));
      if (!found.ok) return toRefused(found);
      const { spec, trigger } = found;
      // KEDA asks for the value next: it may be on its way already
      if (spec.mode === 'query') sources.series.read(toWant(spec), spec.pointCount);
      return { trigger, reply: { ok: true, response: toMetricSpecs(spec) } };
    },
    getMetrics: (message) => {
      const request = readMetricsRequest(message);
      const found = findTrigger(triggers, request?.ref);
      if (!found.ok) return toRefused(found);
      return read(found, sources, ({ value }) => toMetricValues(found.spec, request, value));
    },
    isActive: (message) => {
      const found = findTrigger(triggers, readRef(message));
      if (!found.ok) return toRefused(found);
      return read(found, sources, ({ active }) => ({ result: active }));
    },
  };
}

/** The metric and the target of a trigger. KEDA reads the float where it is above 0, which it is. */
export function toMetricSpecs({ metricName, target }: ScalerSpec): MetricSpecs {
  return { metricSpecs: [{ metricName, targetSize: toWhole(target), targetSizeFloat: target }] };
}

function toMetricValues(spec: ScalerSpec, request: MetricsRequest | undefined, value: number): MetricValues {
  const metricName = request === undefined || request.metricName === '' ? spec.metricName : request.metricName;
  // the contract cannot express a negative value; KEDA's own scaler makes it 0 too
  const metricValueFloat = Math.max(value, 0);
  return { metricValues: [{ metricName, metricValue: toWhole(metricValueFloat), metricValueFloat }] };
}

/** The nearest whole number, for callers that know no other; within what a double counts exactly. */
function toWhole(value: number): number {
  return Math.min(Math.round(value), Number.MAX_SAFE_INTEGER);
}

type Success = Extract<Reading, { ok: true }>;

function read<Response>(
  { spec, trigger }: Extract<FoundTrigger, { ok: true }>,
  sources: ReadingSources,
  respond: (reading: Success) => Response,
): Answer<Response> {
  const reading = readTrigger(spec, sources);
  const answer = (known: Reading): Answered<Response> => ({
    trigger,
    reading: known,
    reply: known.ok ? { ok: true, response: respond(known) } : known,
  });
  return reading instanceof Promise ? reading.then(answer) : answer(reading);
}

function toRefused({ trigger, ...refusal }: Extract<FoundTrigger, { ok: false }>): Answered<never> {
  return { ...(trigger !== undefined && { trigger }), reply: refusal };
}
