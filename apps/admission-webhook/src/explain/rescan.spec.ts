import { compileAdmissionPlan, type OwnerLookup, parseAdmissionOptions } from '@dogwatch/admission';
import type { KubeClient, Pod } from '@dogwatch/kube';
import { expect, test } from 'vitest';
import { rescan, type RescanOptions } from './rescan.js';

const plan = compileAdmissionPlan(parseAdmissionOptions({}), { ownNamespace: 'datadog', startTimeSeconds: 0 });
const labels = { 'admission.datadoghq.com/enabled': 'true' };

function podOf(name: string, phase: string, more: object = {}): Pod {
  return {
    metadata: { name, namespace: 'shop', labels, ...more },
    spec: { containers: [{ name: 'app', image: 'shop:1' }] },
    status: { phase },
  };
}

/** A cluster that lists these pods, a page at a time. */
function clusterOf(...pages: readonly (readonly Pod[])[]): RescanOptions {
  const listPage = async (_: unknown, options: { readonly continue?: string }) => {
    const at = Number(options.continue ?? 0);
    const next = at + 1 < pages.length ? { continue: String(at + 1) } : {};
    return { ok: true, value: { items: pages[at] ?? [], resourceVersion: '1', ...next } };
  };
  return {
    client: { listPage } as unknown as Pick<KubeClient, 'listPage'>,
    plan: () => plan,
    nowMillis: () => 0,
    namespaceLabels: () => ({}),
    findOwner: () => ({ found: false, message: 'none' }),
  };
}

const never = new AbortController().signal;

test('pods that are alive and lack something are counted over all pages, and named', async () => {
  const ending = podOf('ending', 'Running', { deletionTimestamp: '2027-01-01T00:00:00Z' });
  const cluster = clusterOf([podOf('a', 'Running'), podOf('done', 'Succeeded'), ending], [podOf('b', 'Pending')]);
  expect(await rescan(cluster, undefined, never)).toMatchObject({
    ok: true,
    value: { checked: 2, missing: 2, pods: [{ name: 'a', missing: [expect.any(String)] }, { name: 'b' }] },
  });
});

test('a big cluster does not keep reviews waiting', async () => {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const pods = Array.from({ length: 500 }, (_, index) => podOf(`web-${index}`, 'Running'));
  const found = await rescan(clusterOf(pods), undefined, never);
  isDone = true;
  expect(found).toMatchObject({ value: { checked: 500, missing: 500 } });
  expect(turns).toBeGreaterThanOrEqual(50);
});

test('an owner is looked for once, also one that is not there', async () => {
  const ownerReferences = [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' }];
  const pods = Array.from({ length: 20 }, (_, index) => podOf(`web-${index}`, 'Running', { ownerReferences }));
  let lookups = 0;
  const findOwner = async (): Promise<OwnerLookup> => {
    lookups += 1;
    return { found: false, message: 'forbidden' };
  };
  expect(await rescan({ ...clusterOf(pods, pods), findOwner }, undefined, never)).toMatchObject({ ok: true });
  expect(lookups).toBe(1);
});

test('it ends when it is told to', async () => {
  const stopping = new AbortController();
  const pods = Array.from({ length: 500 }, (_, index) => podOf(`web-${index}`, 'Running'));
  setImmediate(() => stopping.abort());
  expect(await rescan(clusterOf(pods), undefined, stopping.signal)).toMatchObject({ ok: false, reason: 'Cancelled' });
});
