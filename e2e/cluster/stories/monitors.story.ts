import { expect, test } from 'vitest';
import { apply } from '../../lab/apply.ts';
import { eventually } from '../../lab/lab.ts';
import { toMonitor } from '../../lab/monitors.ts';
import { client, get, kubectl, shop } from '../cluster.ts';
import { setMonitorState } from '../workbench.ts';

const path = `/apis/datadoghq.com/v1alpha1/namespaces/${shop}/datadogmonitors/queue`;

test('a DatadogMonitor is made in Datadog and gets the state that it has there', async () => {
  await apply(client, toMonitor(shop, 'queue'));
  const id = await eventually(async () => {
    const { status } = await get(path);
    expect(status?.id).toBeGreaterThan(0);
    return Number(status.id);
  }, 60);
  await setMonitorState(id, { groups: { 'queue:a': 'Alert', 'queue:b': 'OK' } });
  await eventually(async () => {
    expect((await get(path)).status).toMatchObject({
      monitorState: 'Alert',
      triggeredState: [{ monitorGroup: 'queue:a', state: 'Alert' }],
    });
  }, 60);
  expect(await kubectl('get', 'datadogmonitors', '-n', shop)).toMatch(new RegExp(`^queue +${id} +Alert `, 'm'));
});
