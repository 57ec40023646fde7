import type { CallStep } from '@dogwatch/monitors';
import { SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { nameOf, type SyncEntry } from './sync-entry.js';

/** Runs the call of a step in a span that begins with the change of the resource, so that a trace shows how long it waited. */
export async function inChangeSpan(
  tracer: Tracer,
  entry: SyncEntry,
  step: CallStep,
  work: () => Promise<void>,
): Promise<void> {
  const { kind } = entry.kind.crd;
  const since = step.do === 'read' ? undefined : entry.changedAtMillis;
  if (since !== undefined) entry.changedAtMillis = undefined;
  const attributes = { 'k8s.resource.kind': kind, 'k8s.resource.name': nameOf(entry), 'datadog.step': step.do };
  const options = { attributes, root: true, ...(since === undefined ? {} : { startTime: since }) };
  return tracer.startActiveSpan(`${step.do} ${kind}`, options, async (span) => {
    try {
      await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
