import { createServer, type Socket } from 'node:net';
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

describe.each(brokerKinds)('a link to %s', (kind) => {
  const fixture = createLinkFixture();
  afterEach(() => fixture.stop());

  test('starts without a server, buffers, and delivers when there is one', async () => {
    const logged = capturingLogger();
    const first = await fixture.broker(kind);
    await first.stop();
    const link = fixture.link({ log: logged.logger, servers: first.url });
    const seen: string[] = [];
    link.subscribeJson(metricWantedSubject, metricWanted, ({ org }) => seen.push(org));
    expect(link.publishJson(metricWantedSubject, { org: 'a' }, wanted)).toEqual({ ok: true, value: 'buffered' });
    expect(await link.requestJson(explainSubject, { app: 'a' }, question, ask)).toMatchObject({
      reason: 'Disconnected',
    });
    await eventually(() => link.state().lastError?.includes('ECONNREFUSED') === true);
    expect(link.state()).toMatchObject({ connected: false, server: undefined, reconnects: 0 });
    const listener = fixture.link({ servers: first.url });
    const heard: string[] = [];
    const subscription = listener.subscribeJson(metricWantedSubject, metricWanted, ({ org }) => heard.push(org));
    await fixture.broker(kind, { port: first.port });
    await subscription.ready();
    link.publishJson(metricWantedSubject, { org: 'b' }, { ...wanted, org: 'b' });
    await eventually(() => heard.includes('b'));
    await eventually(() => seen.includes('b'));
    expect(link.state()).toMatchObject({ connected: true, server: `127.0.0.1:${first.port}`, lastError: undefined });
    const lines = logged.lines.map(({ level, message }) => `${level} ${message}`);
    expect(lines).toEqual([
      expect.stringMatching(/^warn NATS does not work as it should, trying again until it does: .*ECONNREFUSED/),
      'info Connected to NATS.',
    ]);
  });

  test('is as before when the server is killed and comes back', async () => {
    const logged = capturingLogger();
    const first = await fixture.broker(kind);
    const [link, other] = [
      fixture.link({ log: logged.logger, servers: first.url }),
      fixture.link({ servers: first.url }),
    ];
    const seen: string[] = [];
    const changes: boolean[] = [];
    link.onStateChange(({ connected }) => changes.push(connected));
    const subscription = link.subscribeJson(metricWantedSubject, metricWanted, ({ org }) => seen.push(org));
    await Promise.all([subscription.ready(), other.connected()]);
    await first.stop();
    await eventually(() => !link.state().connected && !other.state().connected);
    expect(other.publishJson(metricWantedSubject, { org: 'a' }, wanted)).toEqual({ ok: true, value: 'buffered' });
    expect(await link.requestJson(explainSubject, { app: 'a' }, question, ask)).toMatchObject({
      reason: 'Disconnected',
    });
    await fixture.broker(kind, { port: first.port });
    await Promise.all([link.connected(), other.connected(), subscription.ready()]);
    other.publishJson(metricWantedSubject, { org: 'b' }, { ...wanted, org: 'b' });
    await eventually(() => seen.includes('b'));
    expect(link.state()).toMatchObject({ connected: true, reconnects: 1 });
    expect(changes).toEqual([true, false, true]);
    expect(logged.lines.map(({ message }) => message)).toEqual([
      'Connected to NATS.',
      'The connection to NATS was lost; trying again until it is back.',
      'Connected to NATS.',
    ]);
  });

  test('drops the oldest of what it buffers, and never takes what can never fit', async () => {
    const logged = capturingLogger();
    const first = await fixture.broker(kind);
    await first.stop();
    const link = fixture.link({ log: logged.logger, servers: first.url, bufferBytes: 3000 });
    for (let index = 0; index < 20; index += 1) {
      link.publishJson(metricWantedSubject, { org: `${index}` }, { ...wanted, org: `${index}` });
    }
    expect(link.publishJson(metricWantedSubject, { org: 'x' }, 'x'.repeat(4000))).toMatchObject({
      reason: 'BufferFull',
    });
    const dropped = link.counters().dropped['BufferFull'] ?? 0;
    expect(dropped).toBeGreaterThan(5);
    expect(logged.text()).toContain('dropping the oldest');
    await fixture.broker(kind, { port: first.port });
    await link.connected();
    await link.connection?.flush();
    expect(link.counters().published).toBe(21 - dropped);
  });

  test('sends more than the client may hold at once without losing any', async () => {
    const { url } = await fixture.broker(kind);
    const [from, to] = [fixture.link({ servers: url, bufferBytes: 64_000_000 }), fixture.link({ servers: url })];
    let seen = 0;
    const subject = defineSubject('v1.bulk.sent');
    const subscription = to.subscribeJson(subject, { safeParse: (data) => ({ success: true, data }) }, () => {
      seen += 1;
    });
    await Promise.all([subscription.ready(), from.connected()]);
    const payload = 'x'.repeat(100_000);
    const results = Array.from({ length: 200 }, () => from.publishJson(subject, {}, payload));
    expect(results.at(-1)).toEqual({ ok: true, value: 'buffered' });
    await eventually(() => seen === 200);
    expect(from.counters().dropped).toEqual({});
  });

  test('lets handlers and waiting messages finish when it stops, then refuses', async () => {
    const { url } = await fixture.broker(kind);
    const [link, other] = [fixture.link({ servers: url }), fixture.link({ servers: url })];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const responder = link.respondJson(explainSubject, explainRequest, async () => {
      start();
      await released;
      return { ok: true, value: answer };
    });
    await Promise.all([responder.ready(), other.connected()]);
    const reply = other.requestJson(explainSubject, { app: 'a' }, question, ask);
    await started;
    const stopped = link.stop();
    release();
    expect(await reply).toEqual({ ok: true, value: answer });
    await stopped;
    expect(link.state().connected).toBe(false);
    expect(link.publishJson(metricWantedSubject, { org: 'a' }, wanted)).toMatchObject({ reason: 'Stopped' });
    expect(await link.requestJson(explainSubject, { app: 'a' }, question, ask)).toMatchObject({ reason: 'Stopped' });
    await expect(link.connected()).rejects.toThrow('stopped before');
  });

  test('stays up with the wrong password, says so once, and without the password', async () => {
    const logged = capturingLogger();
    const first = await fixture.broker(kind, { user: 'poller', password: 'correct' });
    const link = fixture.link({ log: logged.logger, servers: first.url.replace('//', '//poller:hunter2@') });
    await eventually(() => link.state().lastError?.includes('refused the credentials') === true);
    await first.stop();
    await eventually(() => link.state().lastError?.includes('ECONNREFUSED') === true);
    await fixture.broker(kind, { port: first.port, user: 'poller', password: 'hunter2' });
    await link.connected();
    expect(logged.lines.filter(({ problem }) => String(problem).includes('credentials'))).toHaveLength(1);
    expect(logged.text()).not.toContain('hunter2');
  });
});

describe('a link', () => {
  const fixture = createLinkFixture();
  afterEach(() => fixture.stop());

  test('does not collect sockets of a server that accepts and says nothing, and stops at once', async () => {
    const sockets = new Set<Socket>();
    let accepted = 0;
    const server = createServer((socket) => {
      accepted += 1;
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
      socket.resume();
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port)));
    });
    fixture.add(() => server.close());
    const link = fixture.link({ servers: `127.0.0.1:${port}`, connectTimeoutMillis: 30 });
    await eventually(() => accepted >= 4);
    expect(sockets.size).toBeLessThanOrEqual(2);
    expect(link.state().lastError).toBe(`127.0.0.1:${port} does not answer within 30 ms`);
    await link.stop();
    await eventually(() => sockets.size === 0);
  });

  test('says when it talks to something that is not NATS', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port)));
    });
    fixture.add(() => server.close());
    const link = fixture.link({ servers: `127.0.0.1:${port}` });
    await eventually(() => link.state().lastError?.includes('is not a NATS server: it says "SSH-') === true);
    expect(link.state().connected).toBe(false);
  });

  test('is refused at once when its root is no single token', () => {
    expect(() => fixture.link({ servers: 'nats://127.0.0.1', root: 'a.b' })).toThrow(
      'the NATS subject root must match',
    );
  });
});
