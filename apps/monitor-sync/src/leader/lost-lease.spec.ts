import { coreResources } from '@dogwatch/kube';
import { expect } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { monitorSpec, type SyncFixture } from '../testing/sync-fixture.js';
import { syncTest } from '../testing/sync-test.js';

const test = syncTest.concurrent;
const env = { DD_MONITOR_CALL_TIMEOUT: '6', DD_LEADER_LEASE_DURATION: '3' };

/** Ends the term of whoever leads; the next one begins when the Lease has expired. */
async function takeLease({ client }: SyncFixture): Promise<void> {
  const name = 'datadog-leader-election-monitor-sync';
  const body = { spec: { holderIdentity: 'somebody-else' } };
  const patched = await client.patch(coreResources.leases, { namespace: 'default', name }, { type: 'merge', body });
  if (!patched.ok) throw new Error(patched.message);
}

/** Waits until a create is on its way; Datadog takes it only when the next term has begun. */
async function isCreating(fixture: SyncFixture, kind: 'DatadogGenericResource' | 'DatadogMonitor'): Promise<void> {
  await eventually(async () => {
    const { conditions = [] } = await fixture.statusOf('late', kind);
    expect(conditions).toMatchObject([{ type: 'Created', status: 'False', reason: 'Creating' }]);
  });
}

test('a monitor whose create outlives its term is not made twice', async ({ fixture }) => {
  await fixture.start({ env });
  fixture.datadog.fail({ mode: 'slow', method: 'POST', delayMillis: 5_000, times: 1 });
  await fixture.apply('DatadogMonitor', 'late', monitorSpec('late'));
  await isCreating(fixture, 'DatadogMonitor');
  await takeLease(fixture);
  const id = await fixture.created('late');
  await fixture.apply('DatadogMonitor', 'next', monitorSpec('next'));
  await fixture.created('next');
  expect((await fixture.statusOf('late'))['id']).toBe(id);
  expect(fixture.datadog.monitors.list().map(({ name }) => name)).toEqual(['late', 'next']);
});

test('an object that cannot be searched for keeps the id of a late answer', async ({ fixture }) => {
  await fixture.start({ env });
  fixture.datadog.fail({ mode: 'slow', method: 'POST', delayMillis: 5_000, times: 1 });
  const jsonSpec = '{"data":{"type":"notebooks","attributes":{"name":"runbook","cells":[],"time":{"live_span":"1h"}}}}';
  await fixture.apply('DatadogGenericResource', 'late', { type: 'notebook', jsonSpec });
  await isCreating(fixture, 'DatadogGenericResource');
  await takeLease(fixture);
  await eventually(async () =>
    expect(await fixture.statusOf('late', 'DatadogGenericResource')).toMatchObject({
      id: expect.any(String),
      syncStatus: 'OK',
    }),
  );
  await fixture.remove('DatadogGenericResource', 'late');
  await eventually(async () => expect(await fixture.get('DatadogGenericResource', 'late')).toBeUndefined());
  expect(fixture.posts()).toBe(1);
});
