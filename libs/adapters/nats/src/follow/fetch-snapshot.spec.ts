import { metricSnapshotRequest, metricSnapshotSubject, type MetricSnapshot } from '@dogwatch/messages';
import { silentLogger } from '@dogwatch/telemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/start-embedded-broker.js';
import { connectNats } from '../link/connect-nats.js';
import type { NatsLink } from '../link/nats-link.js';
import { fetchSnapshot } from './fetch-snapshot.js';

let broker: EmbeddedBroker;
let leader: NatsLink;
let replica: NatsLink;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ port: 0 });
  leader = connectNats({ servers: broker.url, name: 'leader', log: silentLogger });
  replica = connectNats({ servers: broker.url, name: 'replica', log: silentLogger });
  await Promise.all([leader.connected(), replica.connected()]);
});

afterAll(async () => {
  await Promise.all([leader.stop(), replica.stop()]);
  await broker.stop();
});

async function fetchFrom(pages: Readonly<Record<string, MetricSnapshot>>): Promise<unknown> {
  const responder = leader.respondJson(metricSnapshotSubject, metricSnapshotRequest, ({ cursor = '' }) => {
    const value = pages[cursor];
    return value === undefined ? { ok: false, reason: 'BadCursor', message: 'no such page' } : { ok: true, value };
  });
  await responder.ready();
  try {
    return await fetchSnapshot(replica);
  } finally {
    await responder.stop();
  }
}

describe('a snapshot', () => {
  const value = {
    namespace: 'shop',
    name: 'a',
    active: true,
    valid: false,
    value: null,
    dataTimeSeconds: null,
    maxAgeSeconds: 120,
    updatedAtMillis: 0,
    reason: 'NotQueriedYet',
    message: 'not yet',
  };

  test('is read page by page and stands where the first page stood', async () => {
    const other = { ...value, name: 'b' };
    await expect(
      fetchFrom({
        '': { epoch: 'one', sequence: 5, values: [value], next: 'x' },
        x: { epoch: 'one', sequence: 6, values: [other] },
      }),
    ).resolves.toEqual({ ok: true, position: { epoch: 'one', sequence: 5 }, values: [value, other] });
  });

  test('of two leaders is none', async () => {
    const pages = {
      '': { epoch: 'one', sequence: 5, values: [], next: 'x' },
      x: { epoch: 'two', sequence: 1, values: [] },
    };
    await expect(fetchFrom(pages)).resolves.toMatchObject({ ok: false, reason: 'LeaderChanged' });
  });

  test('that breaks off is none', async () => {
    const pages = { '': { epoch: 'one', sequence: 5, values: [], next: 'x' } };
    await expect(fetchFrom(pages)).resolves.toMatchObject({ ok: false, reason: 'BadCursor' });
  });

  test('cannot be had without a leader', async () => {
    await expect(fetchSnapshot(replica)).resolves.toMatchObject({ ok: false, reason: 'NoResponders' });
  });
});
