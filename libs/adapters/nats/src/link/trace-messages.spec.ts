import {
  explainAnswer,
  explainRequest,
  explainSubject,
  type MetricWanted,
  metricWanted,
  metricWantedSubject,
} from '@dogwatch/messages';
import { context, createContextKey, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../result.js';
import { eventually } from '../testing/eventually.js';
import { createLinkFixture } from '../testing/link-fixture.js';
import { recordSpans, type SpanRecorder } from '../testing/record-spans.js';

const wanted: MetricWanted = { org: 'main', query: 'avg:a{*}', ageSeconds: 60, offsetSeconds: 0, expiresAtSeconds: 1 };

describe('traces over NATS', () => {
  const fixture = createLinkFixture();
  afterEach(() => fixture.stop());
  const record = (): SpanRecorder => {
    const recorder = recordSpans();
    fixture.add(() => recorder.stop());
    return recorder;
  };

  test('go on in the handler, in spans named by the template', async () => {
    const recorder = record();
    const { url } = await fixture.broker('embedded');
    const link = fixture.link({ servers: url });
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, () => {
      trace.getTracer('test').startSpan('inside').end();
    });
    await subscription.ready();
    link.publishJson(metricWantedSubject, { org: 'main' }, wanted);
    await eventually(() => recorder.finished().length === 3);
    const [publish, inside, process] = [
      'publish v1.metric.wanted.{org}',
      'inside',
      'process v1.metric.wanted.{org}',
    ].map((wantedName) => recorder.finished().find(({ name }) => name === wantedName));
    expect(publish?.kind).toBe(SpanKind.PRODUCER);
    expect(process?.kind).toBe(SpanKind.CONSUMER);
    expect(process?.parentSpanContext?.spanId).toBe(publish?.spanContext().spanId);
    expect(inside?.parentSpanContext?.spanId).toBe(process?.spanContext().spanId);
    expect(process?.attributes).toEqual({
      'messaging.system': 'nats',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'dogwatch.v1.metric.wanted.main',
      'messaging.destination.template': 'v1.metric.wanted.{org}',
    });
  });

  test('show a refusal as the error of both sides', async () => {
    const recorder = record();
    const { url } = await fixture.broker('embedded');
    const link = fixture.link({ servers: url });
    const responder = link.respondJson(explainSubject, explainRequest, () => refuse('Overloaded', 'later'));
    await responder.ready();
    const request = { kind: 'hpa', namespace: 'a', name: 'b' } as const;
    await link.requestJson(explainSubject, { app: 'x' }, request, { schema: explainAnswer, timeoutMillis: 5000 });
    await eventually(() => recorder.finished().length === 2);
    for (const { attributes, status } of recorder.finished()) {
      expect(attributes['error.type']).toBe('Overloaded');
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'later' });
    }
  });

  test('keep what the context of the link says of its process', async () => {
    record();
    const key = createContextKey('service');
    const { url } = await fixture.broker('embedded');
    const seen: unknown[] = [];
    const link = context.with(context.active().setValue(key, 'poller'), () => fixture.link({ servers: url }));
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, () => {
      seen.push(context.active().getValue(key));
    });
    await subscription.ready();
    link.publishJson(metricWantedSubject, { org: 'main' }, wanted);
    await eventually(() => seen.length === 1);
    expect(seen).toEqual(['poller']);
  });

  test('leave no header when nobody traces', async () => {
    const { url } = await fixture.broker('embedded');
    const link = fixture.link({ servers: url });
    const seen: unknown[] = [];
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, (_event, { headers }) => {
      seen.push(headers);
    });
    await subscription.ready();
    link.publishJson(metricWantedSubject, { org: 'main' }, wanted);
    await eventually(() => seen.length === 1);
    expect(seen).toEqual([undefined]);
  });
});
