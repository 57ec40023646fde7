import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineSubject, printSubject } from '@dogwatch/messages';
import { afterEach, describe, expect, test } from 'vitest';
import type { NatsLink } from '../link/nats-link.js';
import { eventually } from '../testing/eventually.js';
import { createLinkFixture } from '../testing/link-fixture.js';
import { natsServerBinary } from '../testing/start-test-broker.js';
import type { StreamHandler } from './consume-stream.js';
import { openStream } from './open-stream.js';
import type { ConsumeOptions, StreamMessage, StreamOptions } from './stream-options.js';

const subject = defineSubject<'service'>('v1.log.received.{service}');
const options: StreamOptions = { name: 'logs', subjects: [subject], kind: 'work', maxBytes: 1_000_000 };
const consume: ConsumeOptions = { durable: 'readers', template: subject.template, maxInFlight: 4, ackWaitMillis: 1000 };

const messageOf = (text: string, id = text): StreamMessage => ({
  template: subject.template,
  subject: printSubject('dogwatch', subject, { service: 'shop' }),
  payload: Buffer.from(text),
  id,
});

const fixture = createLinkFixture();

async function openLink(): Promise<NatsLink> {
  const { url } = await fixture.broker('nats-server', { jetstream: true });
  return fixture.link({ servers: url });
}

describe('a stream', () => {
  afterEach(() => fixture.stop());

  test('is refused where there is no JetStream, and where there is no server', async () => {
    const { url } = await fixture.broker('embedded');
    const link = fixture.link({ servers: url });
    expect(await openStream(link, options).store(messageOf('a'), 100)).toMatchObject({
      reason: 'JetStreamUnavailable',
    });
    const away = openStream(fixture.link({ servers: 'nats://127.0.0.1:1' }), options);
    expect(await away.store(messageOf('a'), 10)).toMatchObject({ ok: false, reason: 'Disconnected' });
    expect(await away.facts()).toMatchObject({ ok: false, reason: 'Disconnected' });
  });

  describe.skipIf(natsServerBinary === undefined)('of a nats-server', () => {
    test('keeps each message once, however often it is sent, until it is done', async () => {
      const stream = openStream(await openLink(), options);
      expect(await stream.store(messageOf('a'), 5000)).toEqual({ ok: true, value: 'stored' });
      expect(await stream.store(messageOf('a'), 5000)).toEqual({ ok: true, value: 'duplicate' });
      expect(await stream.store(messageOf('b'), 5000)).toEqual({ ok: true, value: 'stored' });
      expect(await stream.facts()).toMatchObject({ ok: true, value: { messages: 2 } });
      const seen: string[] = [];
      const consumer = stream.consume(consume, async ({ data }) => {
        seen.push(Buffer.from(data).toString());
        return { kind: 'done' };
      });
      fixture.add(() => consumer.stop());
      await eventually(() => seen.length === 2);
      expect(seen).toEqual(['a', 'b']);
      await expect.poll(() => stream.facts()).toMatchObject({ ok: true, value: { messages: 0 } });
    });

    test('shares messages among replicas, never more at work than allowed, and hands on what is not done', async () => {
      const link = await openLink();
      const stream = openStream(link, options);
      const seen: string[] = [];
      let atWork = 0;
      let most = 0;
      const handle =
        (replica: string) =>
        async ({ data, deliveryCount }: { data: Uint8Array; deliveryCount: number }) => {
          const text = Buffer.from(data).toString();
          atWork += 1;
          most = Math.max(most, atWork);
          await new Promise((resolve) => setImmediate(resolve));
          atWork -= 1;
          if (text === '0' && deliveryCount === 1) throw new Error('not now');
          if (text === '1' && deliveryCount < 3) return { kind: 'again', delayMillis: 1 } as const;
          seen.push(`${text} ${deliveryCount}`);
          void replica;
          return { kind: 'done' } as const;
        };
      const consumers = ['a', 'b'].map((replica) => stream.consume({ ...consume, maxInFlight: 2 }, handle(replica)));
      fixture.add(() => Promise.all(consumers.map((consumer) => consumer.stop())));
      for (let index = 0; index < 20; index += 1) await stream.store(messageOf(String(index)), 5000);
      await eventually(() => seen.length === 20);
      expect(seen.toSorted()).toEqual(
        Array.from({ length: 20 }, (_, index) => `${index} ${[2, 3][index] ?? 1}`).toSorted(),
      );
      expect(most).toBeLessThanOrEqual(4);
    });

    test('is not touched before its reader may start, nor by one that is stopped before', async () => {
      const stream = openStream(await openLink(), options);
      await stream.store(messageOf('a'), 5000);
      const start = Promise.withResolvers<void>();
      const counts: number[] = [];
      const handler: StreamHandler = async ({ deliveryCount }) => {
        counts.push(deliveryCount);
        return { kind: 'done' };
      };
      const early = stream.consume({ ...consume, startAfter: new Promise(() => undefined) }, handler);
      await early.stop();
      const consumer = stream.consume({ ...consume, startAfter: start.promise }, handler);
      fixture.add(() => consumer.stop());
      expect(consumer.problem).toBe('not asked yet');
      start.resolve();
      await eventually(() => counts.length === 1);
      expect(counts).toEqual([1]);
    });

    test('outlives a connection that is closed for good', async () => {
      const link = await openLink();
      const stream = openStream(link, options);
      const stuck = Promise.withResolvers<void>();
      const counts: number[] = [];
      const consumer = stream.consume({ ...consume, ackWaitMillis: 300 }, async ({ deliveryCount }) => {
        counts.push(deliveryCount);
        if (counts.length === 1) await stuck.promise;
        return { kind: 'done' };
      });
      fixture.add(() => consumer.stop());
      await stream.store(messageOf('a'), 5000);
      await eventually(() => counts.length === 1);
      await link.connection?.close();
      // the message comes again over the next connection while the first attempt is still at work
      await eventually(() => counts.length === 2);
      stuck.resolve();
      await expect.poll(() => stream.facts()).toMatchObject({ ok: true, value: { messages: 0 } });
      await eventually(() => consumer.inFlight === 0);
    });

    test('that is full refuses work, one of a log drops its oldest', async () => {
      const link = await openLink();
      const work = openStream(link, { ...options, maxBytes: 2000 });
      const large = 'x'.repeat(700);
      expect(await work.store(messageOf(large, '1'), 5000)).toMatchObject({ ok: true });
      expect(await work.store(messageOf(large, '2'), 5000)).toMatchObject({ ok: true });
      expect(await work.store(messageOf(large, '3'), 5000)).toMatchObject({ ok: false, reason: 'StreamFull' });
      // grows in place
      const grown = openStream(link, { ...options, maxBytes: 9000 });
      expect(await grown.store(messageOf(large, '3'), 5000)).toMatchObject({ ok: true });
      const other = defineSubject('v1.log.refused');
      const log = openStream(link, { name: 'refused', subjects: [other], kind: 'log', maxBytes: 2000 });
      for (const id of ['1', '2', '3', '4']) {
        const message = { ...messageOf(large, id), subject: printSubject('dogwatch', other) };
        expect(await log.store(message, 5000)).toMatchObject({ ok: true });
      }
      expect(await log.facts()).toMatchObject({ value: { messages: 2 } });
      const tooLarge = messageOf('x'.repeat(2_000_000));
      expect(await log.store(tooLarge, 5000)).toMatchObject({ ok: false, reason: 'PayloadTooLarge' });
    });

    test('goes on when the server comes back', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'dogwatch-stream-'));
      fixture.add(() => rmSync(folder, { recursive: true, force: true }));
      const configuration = `jetstream { store_dir: "${folder}" }`;
      const first = await fixture.broker('nats-server', { configuration });
      const link = fixture.link({ servers: first.url });
      const stream = openStream(link, options);
      const seen: string[] = [];
      const consumer = stream.consume(consume, async ({ data }) => {
        seen.push(Buffer.from(data).toString());
        return { kind: 'done' };
      });
      fixture.add(() => consumer.stop());
      await stream.store(messageOf('a'), 5000);
      await eventually(() => seen.length === 1);
      await first.stop();
      const stored = stream.store(messageOf('b'), 30_000);
      await fixture.broker('nats-server', { configuration, port: first.port });
      expect(await stored).toMatchObject({ ok: true });
      await eventually(() => seen.includes('b'));
      expect(consumer.problem).toBeUndefined();
    });
  });
});
