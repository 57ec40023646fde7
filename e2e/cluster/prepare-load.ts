import { expect } from 'vitest';
import { apply } from '../lab/apply.ts';
import { eventually } from '../lab/lab.ts';
import { servedPath, toActiveMetric } from '../lab/metrics.ts';
import { client, get, shop } from './cluster.ts';
import { setSeries } from './workbench.ts';

/** Makes the DatadogMetric that loads read, and waits until it is served. */
export async function prepareLoad(): Promise<void> {
  await setSeries('shop.load', [], 7);
  await apply(client, toActiveMetric(shop, 'load', 'avg:shop.load{*}'));
  await eventually(
    async () => expect(await get(servedPath(shop, 'load'))).toMatchObject({ items: [{ value: '7' }] }),
    60,
  );
}
