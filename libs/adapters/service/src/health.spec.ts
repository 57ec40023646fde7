import { describe, expect, it } from 'vitest';
import { createHealth, type PeerState } from './health.js';

describe('health', () => {
  it('is live at once, started and ready after the start, unready while stopping', () => {
    const health = createHealth(() => 0);
    const all = () => (['live', 'startup', 'ready'] as const).map((probe) => health.report(probe).ok);
    expect(all()).toEqual([true, false, false]);
    health.markStarted();
    expect(all()).toEqual([true, true, true]);
    health.markStopping();
    expect(all()).toEqual([true, true, false]);
  });

  it('lets the service decide, and says why it is not ready', () => {
    const health = createHealth(() => 0);
    health.markStarted();
    health.addPeer('nats', () => ({ state: 'down' }));
    expect(health.report('ready').ok).toBe(true);
    health.setReadiness(() => ({ ok: false, reason: 'NoValues', message: 'No snapshot yet.' }));
    expect(health.report('ready')).toMatchObject({
      ok: false,
      status: 'notReady',
      reason: 'NoValues',
      message: 'No snapshot yet.',
    });
  });

  it('lists each peer with its state and since when', () => {
    let now = 1000;
    let nats: PeerState = { state: 'down', message: 'refused' };
    const health = createHealth(() => now);
    const remove = health.addPeer('nats', () => nats);
    health.addPeer('datadog', () => ({ state: 'up', sinceMillis: 5 }));
    health.report('live');
    now = 2000;
    expect(health.report('live').peers).toEqual({
      nats: { state: 'down', since: '1970-01-01T00:00:01.000Z', message: 'refused' },
      datadog: { state: 'up', since: '1970-01-01T00:00:00.005Z' },
    });
    nats = { state: 'up' };
    expect(health.report('live').peers['nats']).toEqual({ state: 'up', since: '1970-01-01T00:00:02.000Z' });
    remove();
    expect(Object.keys(health.report('live').peers)).toEqual(['datadog']);
  });

  it('stays live when a peer cannot be described', () => {
    const health = createHealth(() => 0);
    health.addPeer('odd', () => {
      throw new Error('no state');
    });
    expect(health.report('live')).toMatchObject({
      ok: true,
      peers: { odd: { state: 'unknown', message: 'no state' } },
    });
  });
});
