import {
  type Context,
  context,
  createContextKey,
  propagation,
  ProxyTracerProvider,
  type Span,
  type SpanOptions,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

const providerKey = createContextKey('dogwatch.tracer-provider');

/** Makes no spans, but hands the parent's trace on. */
export const noopTracerProvider: TracerProvider = new ProxyTracerProvider();

/**
 * Runs `work` as part of one service: spans that it and everything it starts (timers, sockets, promises) open through the
 * OpenTelemetry API go to this provider. So several services can share a process, each under its own name.
 */
export function runWithProvider<T>(provider: TracerProvider, work: () => T): T {
  return context.with(context.active().setValue(providerKey, provider), work);
}

/**
 * Registers the process-wide parts of OpenTelemetry: asynchronous context, W3C trace context, and a tracer provider that
 * passes each span to the provider of the service in whose context it is opened. What is registered already stays.
 */
export function registerOpenTelemetry(): void {
  const manager = new AsyncLocalStorageContextManager().enable();
  if (!context.setGlobalContextManager(manager)) manager.disable();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider({ getTracer: (name, version) => serviceTracer(name, version) });
}

function providerOf(parent: Context): TracerProvider {
  // a parent made from ROOT_CONTEXT, such as one read from headers, does not know the service
  return (
    asProvider(parent.getValue(providerKey)) ?? asProvider(context.active().getValue(providerKey)) ?? noopTracerProvider
  );
}

function asProvider(value: unknown): TracerProvider | undefined {
  return isProvider(value) ? value : undefined;
}

function isProvider(value: unknown): value is TracerProvider {
  return typeof value === 'object' && value !== null && 'getTracer' in value;
}

function serviceTracer(name: string, version: string | undefined): Tracer {
  const tracerIn = (parent: Context): Tracer => providerOf(parent).getTracer(name, version);
  return {
    startSpan: (span, options, parent = context.active()) => tracerIn(parent).startSpan(span, options, parent),
    startActiveSpan: <F extends Work>(span: string, ...rest: ActiveSpanArguments<F>): ReturnType<F> => {
      const active = context.active();
      if (rest.length === 1) return tracerIn(active).startActiveSpan(span, ...rest);
      if (rest.length === 2) return tracerIn(active).startActiveSpan(span, ...rest);
      return tracerIn(rest[1]).startActiveSpan(span, ...rest);
    },
  };
}

type Work = (span: Span) => unknown;
type ActiveSpanArguments<F> = [F] | [SpanOptions, F] | [SpanOptions, Context, F];
