import { explainRequest } from '@dogwatch/messages';
import { afterEach, describe, expect, test } from 'vitest';
import { openKeyValue } from './key-value.js';
import { createLinkFixture } from './testing/link-fixture.js';
import { natsServerBinary } from './testing/start-test-broker.js';

const options = { bucket: 'values', schema: explainRequest, ttlMillis: 60_000 };
const value = (name: string) => ({ kind: 'metric' as const, namespace: 'shop', name });

describe('the key-value store', () => {
  const fixture = createLinkFixture();
  afterEach(() => fixture.stop());

  test('is refused where there is no JetStream, and before there is a connection', async () => {
    const { url } = await fixture.broker('embedded');
    const link = fixture.link({ servers: url });
    expect(await openKeyValue(link, options)).toMatchObject({ ok: false, reason: 'Disconnected' });
    await link.connected();
    expect(await openKeyValue(link, options)).toMatchObject({ ok: false, reason: 'JetStreamUnavailable' });
  });

  test.skipIf(natsServerBinary === undefined)('keeps the last value of each key, whatever the key', async () => {
    const { url } = await fixture.broker('nats-server', { jetstream: true });
    const [before, after] = [fixture.link({ servers: url }), fixture.link({ servers: url })];
    await Promise.all([before.connected(), after.connected()]);
    const store = await openKeyValue(before, options);
    if (!store.ok) throw new Error(store.message);
    expect(await store.value.readAll()).toEqual({ ok: true, value: new Map() });
    for (const name of ['old', 'new']) await store.value.put('shop/Orders é', value(name));
    await store.value.put('gone', value('x'));
    await store.value.remove('gone');
    before.connection?.publish('$KV.dogwatch_values.broken', '{"kind":7}');
    await before.connection?.flush();
    const again = await openKeyValue(after, options);
    if (!again.ok) throw new Error(again.message);
    expect(await again.value.readAll()).toEqual({ ok: true, value: new Map([['shop/Orders é', value('new')]]) });
  });
});
