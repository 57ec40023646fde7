import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** Records every span of the process until `stop`. */
export interface SpanRecorder {
  finished(): readonly ReadableSpan[];
  stop(): Promise<void>;
}

/** Registers a tracer provider, W3C propagation and a context manager for the whole process. */
export function recordSpans(): SpanRecorder {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  // other specs of this thread may have left theirs
  unregister();
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return {
    finished: () => exporter.getFinishedSpans(),
    async stop() {
      unregister();
      await provider.shutdown();
    },
  };
}

function unregister(): void {
  trace.disable();
  propagation.disable();
  context.disable();
}
