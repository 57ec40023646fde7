import 'reflect-metadata';
import {
  explainAnswer,
  type ExplainRequest,
  explainRequest,
  explainSubject,
  metricSnapshot,
  type MetricSnapshotRequest,
  metricSnapshotRequest,
  metricSnapshotSubject,
  metricWanted,
  type MetricWanted,
  metricWantedSubject,
} from '@dogwatch/messages';
import { Controller, Inject, type INestMicroservice } from '@nestjs/common';
import { Ctx, MessagePattern, type NatsContext, Payload } from '@nestjs/microservices';
import { trace } from '@opentelemetry/api';
import { Test } from '@nestjs/testing';
import { of } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { NatsLink } from '../link/nats-link.js';
import { refuse } from '../result.js';
import { anyPayload } from '../schema.js';
import { eventually } from '../testing/eventually.js';
import { createLinkFixture } from '../testing/link-fixture.js';
import { recordSpans } from '../testing/record-spans.js';
import { brokerKinds } from '../testing/start-test-broker.js';
import { natsTransport, type NatsTransportOptions } from './nats-transport.js';
import { schemaPipe, toRpcException } from './schema-pipe.js';
import { NatsEvent, NatsRequest } from './subject-decorators.js';

const snapshot = { epoch: 'e', sequence: 1, values: [] };
const question: ExplainRequest = { kind: 'metric', namespace: 'shop', name: 'orders' };
const wanted: MetricWanted = { org: 'main', query: 'avg:a{*}', ageSeconds: 60, offsetSeconds: 0, expiresAtSeconds: 1 };
const seen: unknown[] = [];

@Controller()
class PollerController {
  constructor(@Inject('link') private readonly link: NatsLink) {}

  @NatsRequest(metricSnapshotSubject)
  snapshot(@Payload(schemaPipe(metricSnapshotRequest)) { cursor }: MetricSnapshotRequest): unknown {
    if (cursor === 'silent') return undefined;
    if (cursor === 'observable') return of({ ...snapshot, epoch: 'last' });
    if (cursor === 'refused') return refuse('Overloaded', 'later');
    if (cursor === 'rpc') throw toRpcException({ ok: false, reason: 'NotFound', message: 'gone' });
    if (cursor === 'throws') throw new Error('password=hunter2');
    return snapshot;
  }

  @NatsRequest(explainSubject, { keys: { app: 'poller' }, queue: '' })
  explain(@Payload(schemaPipe(explainRequest)) { name }: ExplainRequest, @Ctx() context: NatsContext): unknown {
    seen.push([context.getSubject(), trace.getActiveSpan()?.spanContext().traceId]);
    return { app: 'poller', instance: this.link.name, known: name === 'orders', steps: [] };
  }

  @NatsEvent(metricWantedSubject)
  want(@Payload(schemaPipe(metricWanted)) { org }: MetricWanted): void {
    seen.push([this.link.name, org]);
  }
}

@Controller()
class ForeignController {
  @MessagePattern('no.contract')
  answer(): string {
    return 'x';
  }
}

describe.each(brokerKinds)('handlers of Nest over %s', (kind) => {
  const fixture = createLinkFixture();
  afterEach(async () => {
    seen.length = 0;
    await fixture.stop();
  });

  async function startApp(
    link: NatsLink,
    options: NatsTransportOptions = {},
    controllers: (new (...args: never[]) => object)[] = [PollerController],
  ): Promise<INestMicroservice> {
    const module = await Test.createTestingModule({
      controllers,
      providers: [{ provide: 'link', useValue: link }],
    }).compile();
    const app = module.createNestMicroservice({ ...natsTransport(link, options), logger: false });
    fixture.add(() => app.close());
    await app.listen();
    await link.connection?.flush();
    return app;
  }

  async function startAsker(url: string): Promise<NatsLink> {
    const link = fixture.link({ servers: url, name: 'asker' });
    await link.connected();
    return link;
  }

  test('answer raw requests with plain JSON, refusals in the form of the link', async () => {
    const { url } = await fixture.broker(kind);
    const link = await startAsker(url);
    await startApp(link);
    const ask = (payload: unknown, timeoutMillis = 5000): Promise<unknown> =>
      link.requestJson(metricSnapshotSubject, {}, payload, { schema: metricSnapshot, timeoutMillis });
    expect(await ask({})).toEqual({ ok: true, value: snapshot });
    expect(await ask({ cursor: 'observable' })).toMatchObject({ ok: true, value: { epoch: 'last' } });
    expect(await ask({ cursor: 'refused' })).toEqual({ ok: false, reason: 'Overloaded', message: 'later' });
    expect(await ask({ cursor: 'rpc' })).toEqual({ ok: false, reason: 'NotFound', message: 'gone' });
    expect(await ask({ cursor: 7 })).toMatchObject({ ok: false, reason: 'BadRequest' });
    const failed = await ask({ cursor: 'throws' });
    expect(failed).toMatchObject({ ok: false, reason: 'HandlerFailed' });
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    expect(await ask({ cursor: 'silent' }, 50)).toMatchObject({ ok: false, reason: 'Timeout' });
    const raw = await link.connection?.request('dogwatch.v1.metric.snapshot.get', '{}', { timeout: 5000 });
    expect(raw?.string()).toBe(JSON.stringify(snapshot));
    const garbage = await link.connection?.request('dogwatch.v1.metric.snapshot.get', 'no json', { timeout: 5000 });
    expect(garbage?.headers?.get('Nats-Service-Error-Code')).toBe('400');
  });

  test('may be asked in a queue group or all at once', async () => {
    const { url } = await fixture.broker(kind);
    for (const name of ['poller-0', 'poller-1']) {
      const link = fixture.link({ servers: url, name });
      await link.connected();
      await startApp(link, { queue: 'poller' });
    }
    const asker = await startAsker(url);
    const options = { schema: explainAnswer, waitMillis: 5000, max: 2 };
    const all = await asker.requestMany(explainSubject, { app: 'poller' }, question, options);
    const instances = all.ok ? all.value.map((reply) => (reply.ok ? reply.value.instance : reply.reason)) : [];
    expect(instances.toSorted()).toEqual(['poller-0', 'poller-1']);
    const one = { schema: anyPayload, waitMillis: 1000, max: 2 };
    const grouped = await asker.requestMany(metricSnapshotSubject, {}, {}, one);
    expect(grouped).toMatchObject({ ok: true, value: [{ ok: true }] });
  });

  test('receive events that match; the others are counted', async () => {
    const { url } = await fixture.broker(kind);
    const link = await startAsker(url);
    await startApp(link);
    link.publishJson(metricWantedSubject, { org: 'a' }, { ...wanted, org: 5 });
    link.publishJson(metricWantedSubject, { org: 'a' }, wanted);
    await eventually(() => seen.length === 1);
    expect(seen).toEqual([['asker', 'main']]);
    expect(link.counters()).toMatchObject({ received: 2, handlerErrors: 1 });
  });

  test('start while NATS is away, and work when it comes', async () => {
    const first = await fixture.broker(kind);
    await first.stop();
    const link = fixture.link({ servers: first.url });
    await startApp(link);
    await fixture.broker(kind, { port: first.port });
    const asker = await startAsker(first.url);
    await link.connected();
    await link.connection?.flush();
    const options = { schema: metricSnapshot, timeoutMillis: 5000 };
    expect(await asker.requestJson(metricSnapshotSubject, {}, {}, options)).toMatchObject({ ok: true });
  });

  test('no longer answer once the app is closed, while the link stays', async () => {
    const { url } = await fixture.broker(kind);
    const link = await startAsker(url);
    const app = await startApp(link);
    await app.close();
    const options = { schema: metricSnapshot, timeoutMillis: 5000 };
    expect(await link.requestJson(metricSnapshotSubject, {}, {}, options)).toMatchObject({ reason: 'NoResponders' });
    expect(link.state().connected).toBe(true);
  });

  test('run inside the trace of whoever asks', async () => {
    const recorder = recordSpans();
    fixture.add(() => recorder.stop());
    const { url } = await fixture.broker(kind);
    const link = await startAsker(url);
    await startApp(link);
    await trace.getTracer('test').startActiveSpan('root', async (root) => {
      await link.requestJson(explainSubject, { app: 'poller' }, question, {
        schema: explainAnswer,
        timeoutMillis: 5000,
      });
      root.end();
      expect(seen).toEqual([['dogwatch.v1.explain.poller.get', root.spanContext().traceId]]);
    });
    const names = recorder.finished().map(({ name }) => name);
    expect(names.toSorted()).toEqual(['process v1.explain.{app}.get', 'request v1.explain.{app}.get', 'root']);
  });

  test('are refused when they have no subject of the contracts', async () => {
    const { url } = await fixture.broker(kind);
    const link = await startAsker(url);
    await expect(startApp(link, {}, [ForeignController])).rejects.toThrow('declare it with NatsRequest or NatsEvent');
  });
});
