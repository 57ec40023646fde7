import { expect, test } from 'vitest';
import type { KedaResult } from '../workbench/loads.ts';
import { setSeries, startLoad, urlsOfServices } from '../workbench.ts';

/** A load reads at once, and is stopped when it has. */
async function readOnce(metadata: Readonly<Record<string, string>>): Promise<KedaResult> {
  const stop = await startLoad({ kind: 'keda', target: urlsOfServices.keda, metadata });
  return stop();
}

test('the scaler answers a pod that asks as KEDA does', async () => {
  await setSeries('shop.jobs', ['queue:a'], 12);
  const metadata = { query: 'avg:shop.jobs{queue:a}', queryValue: '7' };
  const { failed, last } = await readOnce(metadata);
  expect(failed).toEqual([]);
  expect(last).toMatchObject({ ok: true, value: 12, active: true });
});

test('a trigger that cannot be right is refused with the reason', async () => {
  const { failed } = await readOnce({ query: 'avg:(', queryValue: '7' });
  expect(failed.join('\n')).toMatch(/^3 .*query/m);
});
