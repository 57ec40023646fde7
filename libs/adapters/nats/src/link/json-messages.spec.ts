import { capturingLogger } from '@dogwatch/telemetry';
import {
  defineSubject,
  type ExplainRequest,
  explainAnswer,
  explainRequest,
  explainSubject,
  metricWanted,
  metricWantedSubject,
  type MetricWanted,
} from '@dogwatch/messages';
import { afterEach, describe, expect, test } from 'vitest';
import { createLinkFixture } from '../testing/link-fixture.js';
import { brokerKinds } from '../testing/start-test-broker.js';
import { eventually } from '../testing/eventually.js';

const wanted: MetricWanted = { org: 'main', query: 'avg:a{*}', ageSeconds: 60, offsetSeconds: 0, expiresAtSeconds: 1 };
const question: ExplainRequest = { kind: 'metric', namespace: 'shop', name: 'orders' };
const answer = { app: 'poller', instance: 'poller-0', known: true, steps: [] };
const ask = { schema: explainAnswer, timeoutMillis: 5000 };

describe.each(brokerKinds)('messages over %s', (kind) => {
  const fixture = createLinkFixture();
  afterEach(() => fixture.stop());

  test('carries events with their keys to whoever listens', async () => {
    const { url } = await fixture.broker(kind);
    const [from, to] = [fixture.link({ servers: url }), fixture.link({ servers: url })];
    const seen: unknown[] = [];
    const all = to.subscribeJson(metricWantedSubject, metricWanted, (event, context) => {
      seen.push([event, context]);
    });
    const one = to.subscribeJson(metricWantedSubject, metricWanted, () => seen.push('other'), { keys: { org: 'x' } });
    await Promise.all([all.ready(), one.ready(), from.connected()]);
    expect(from.publishJson(metricWantedSubject, { org: 'A b' }, wanted)).toEqual({ ok: true, value: 'sent' });
    await eventually(() => seen.length > 0);
    expect(seen).toEqual([[wanted, { subject: 'dogwatch.v1.metric.wanted._41_20b', keys: { org: 'A b' } }]]);
    expect(from.counters()).toMatchObject({ published: 1 });
    expect(to.counters()).toMatchObject({ received: 1, badPayloads: 0 });
  });

  test('keeps roots apart', async () => {
    const { url } = await fixture.broker(kind);
    const [one, two] = [fixture.link({ servers: url, root: 'one' }), fixture.link({ servers: url, root: 'two' })];
    const seen: string[] = [];
    const subscriptions = [one, two].map((link) =>
      link.subscribeJson(metricWantedSubject, metricWanted, () => seen.push(link.root)),
    );
    await Promise.all(subscriptions.map((subscription) => subscription.ready()));
    one.publishJson(metricWantedSubject, { org: 'a' }, wanted);
    two.publishJson(metricWantedSubject, { org: 'a' }, wanted);
    await eventually(() => seen.length === 2);
    expect(seen.toSorted()).toEqual(['one', 'two']);
  });

  test('counts and logs what breaks its contract, and handlers that throw, and goes on', async () => {
    const logged = capturingLogger();
    const { url } = await fixture.broker(kind);
    const link = fixture.link({ log: logged.logger, servers: url });
    const seen: string[] = [];
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, async ({ org }) => {
      if (org === 'throws') throw new Error('handler broke');
      seen.push(org);
    });
    await subscription.ready();
    for (let index = 0; index < 3; index += 1)
      link.publishJson(metricWantedSubject, { org: 'a' }, { ...wanted, org: 7 });
    link.connection?.publish('dogwatch.v1.metric.wanted.a', 'no json');
    link.publishJson(metricWantedSubject, { org: 'a' }, { ...wanted, org: 'throws' });
    link.publishJson(metricWantedSubject, { org: 'a' }, wanted);
    await eventually(() => seen.length === 1);
    expect(link.counters()).toMatchObject({ received: 6, badPayloads: 4, handlerErrors: 1 });
    const warnings = logged.lines.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ message }) => message)).toEqual([
      'a NATS message breaks its contract',
      'a handler of NATS messages failed; the message is lost',
    ]);
    expect(warnings[0]?.['problem']).toContain('org');
  });

  test('handles the events of one subscription in order, one after the other', async () => {
    const { url } = await fixture.broker(kind);
    const link = fixture.link({ servers: url });
    const steps: string[] = [];
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, async ({ org }) => {
      steps.push(`start ${org}`);
      await link.connection?.flush();
      steps.push(`end ${org}`);
    });
    await subscription.ready();
    for (const org of ['a', 'b']) link.publishJson(metricWantedSubject, { org }, { ...wanted, org });
    await eventually(() => steps.length === 4);
    expect(steps).toEqual(['start a', 'end a', 'start b', 'end b']);
  });

  test('drops and counts what a slow handler cannot take', async () => {
    const logged = capturingLogger();
    const { url } = await fixture.broker(kind);
    const link = fixture.link({ log: logged.logger, servers: url });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const subscription = link.subscribeJson(
      metricWantedSubject,
      metricWanted,
      async ({ org }) => {
        await released;
        seen.push(org);
      },
      { maxPending: 2 },
    );
    await subscription.ready();
    for (const org of ['a', 'b', 'c', 'd', 'e']) link.publishJson(metricWantedSubject, { org }, { ...wanted, org });
    await eventually(() => link.counters().dropped['SlowConsumer'] === 2);
    release();
    await eventually(() => seen.length === 3);
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(logged.text()).toContain('too slow');
  });

  test('asks one responder of a queue group', async () => {
    const { url } = await fixture.broker(kind);
    const link = fixture.link({ servers: url });
    const heard: unknown[] = [];
    const responders = ['0', '1'].map((instance) =>
      link.respondJson(
        explainSubject,
        explainRequest,
        (request, { keys }) => {
          heard.push([request, keys]);
          return { ok: true, value: { ...answer, instance } };
        },
        { queue: 'poller', keys: { app: 'poller' } },
      ),
    );
    await Promise.all(responders.map((responder) => responder.ready()));
    const reply = await link.requestJson(explainSubject, { app: 'poller' }, question, ask);
    expect(reply).toMatchObject({ ok: true, value: { app: 'poller' } });
    expect(heard).toEqual([[question, { app: 'poller' }]]);
  });

  test('gathers the answers of all, refusals too', async () => {
    const { url } = await fixture.broker(kind);
    const links = ['0', '1', '2'].map(() => fixture.link({ servers: url }));
    const results = [
      { ok: true, value: { ...answer, instance: '0' } },
      { ok: true, value: { broken: true } },
      { ok: false, reason: 'NotFound', message: 'no such metric' },
    ] as const;
    const responders = links.map((link, index) =>
      link.respondJson(explainSubject, explainRequest, () => results[index] ?? results[0]),
    );
    await Promise.all(responders.map((responder) => responder.ready()));
    const asker = fixture.link({ servers: url });
    await asker.connected();
    const options = { schema: explainAnswer, waitMillis: 5000, max: 3 };
    const all = await asker.requestMany(explainSubject, { app: 'poller' }, question, options);
    const replies = all.ok ? all.value.map((reply) => (reply.ok ? reply.value.instance : reply.reason)) : [];
    expect(replies.toSorted()).toEqual(['0', 'BadReply', 'NotFound']);
    const nobody = await asker.requestMany(defineSubject('v1.nobody.get'), {}, question, options);
    expect(nobody).toMatchObject({ ok: false, reason: 'NoResponders' });
  });

  test('gives a reason for everything that goes wrong with a request', async () => {
    const logged = capturingLogger();
    const { url } = await fixture.broker(kind, { maxPayloadBytes: 10_000 });
    const link = fixture.link({ log: logged.logger, servers: url });
    const request = (payload: unknown, timeoutMillis = 5000): Promise<unknown> =>
      link.requestJson(explainSubject, { app: 'a' }, payload, { schema: explainAnswer, timeoutMillis });
    await link.connected();
    expect(await request(question)).toMatchObject({ reason: 'NoResponders' });
    const responder = link.respondJson(explainSubject, explainRequest, async ({ name }) => {
      if (name === 'throws') throw new Error('password=hunter2');
      if (name === 'hangs') return new Promise<never>(() => {});
      if (name === 'huge') return { ok: true, value: 'x'.repeat(20_000) };
      if (name === 'refused') return { ok: false, reason: 'NotFound', message: 'no ä here' };
      return { ok: true, value: { no: 'answer' } };
    });
    await responder.ready();
    expect(await request({ ...question, kind: 'deployment' })).toMatchObject({
      reason: 'BadRequest',
      message: expect.stringMatching(/^kind: /),
    });
    expect(await request({ ...question, name: 'refused' })).toEqual({
      ok: false,
      reason: 'NotFound',
      message: 'no ä here',
    });
    const failed = await request({ ...question, name: 'throws' });
    expect(failed).toMatchObject({ reason: 'HandlerFailed' });
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    expect(await request(question)).toMatchObject({ reason: 'BadReply' });
    expect(await request({ ...question, name: 'huge' })).toMatchObject({ reason: 'PayloadTooLarge' });
    expect(await request({ ...question, name: 'x'.repeat(20_000) })).toMatchObject({ reason: 'PayloadTooLarge' });
    expect(link.publishJson(explainSubject, { app: 'a' }, 'x'.repeat(20_000))).toMatchObject({
      reason: 'PayloadTooLarge',
    });
    expect(await request({ ...question, name: 'hangs' }, 50)).toMatchObject({ reason: 'Timeout' });
    expect(logged.text()).toContain('NATS');
  });

  test('refuses requests there is no room for, and stays silent when told to', async () => {
    const { url } = await fixture.broker(kind);
    const link = fixture.link({ servers: url });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const busy = link.respondJson(
      explainSubject,
      explainRequest,
      async () => {
        await released;
        return { ok: true, value: answer };
      },
      { concurrency: 1, maxPending: 1 },
    );
    const silent = link.respondJson(explainSubject, explainRequest, () => undefined);
    await Promise.all([busy.ready(), silent.ready()]);
    const replies = [1, 2, 3].map(() => link.requestJson(explainSubject, { app: 'a' }, question, ask));
    expect(await replies[2]).toMatchObject({ ok: false, reason: 'Overloaded' });
    release();
    expect(await Promise.all(replies.slice(0, 2))).toMatchObject([{ ok: true }, { ok: true }]);
  });
});
