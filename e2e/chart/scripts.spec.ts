import { beforeAll, describe, expect, it } from 'vitest';
import { find, kubectl, render } from './helm.ts';
import { get, kubeconfig, list, namespace, prepareCluster, release, uninstall } from './release.ts';
import { runAs } from './run-script.ts';

beforeAll(prepareCluster);

/** Passwords of NATS. */
async function readPasswords(): Promise<unknown> {
  return (await get('secret', 'r-dogwatch-nats')).data;
}

it('Secrets are made once, what is missing is filled in, and they go with the rest', async () => {
  expect(await runAs('make-secrets', 'make-secrets')).toContain('r-dogwatch-nats: 8 of 8 keys made');
  const before = await get('secret', 'r-dogwatch-nats');
  expect(Buffer.from(before.data?.['cli'] ?? '', 'base64').toString()).toMatch(/^p[0-9a-f]{40}$/);
  const removal = ['-p', '[{"op":"remove","path":"/data/cli"}]'];
  await kubectl(['patch', 'secret', 'r-dogwatch-nats', '-n', namespace, '--type=json', ...removal], kubeconfig);
  expect(await runAs('make-secrets', 'make-secrets')).toContain('r-dogwatch-nats: 1 of 8 keys made');
  const after = await get('secret', 'r-dogwatch-nats');
  expect({ ...after.data, cli: '' }).toEqual({ ...before.data, cli: '' });
  const said = await runAs('clean-up', 'delete-leftovers');
  expect(said).toContain('secrets/r-dogwatch-nats: deleted');
  expect(said).toMatch(/leases\/r-dogwatch-monitor-sync: (?:deleted|not there)/);
  const left = await list('secrets,leases', '-n', namespace);
  expect(left.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('r-dogwatch'))).toEqual([]);
});

it('Secrets of the Job have no label by which Argo CD would take them for what is left of the release', async () => {
  const job = find(await render(), 'Job', 'make-secrets');
  const env: { name: string; value: string }[] = job['spec'].template.spec.containers[0].env;
  const { labels } = JSON.parse(env.find(({ name }) => name === 'METADATA')?.value ?? '');
  expect(labels).toMatchObject({ 'app.kubernetes.io/component': 'generated' });
  expect(labels).not.toHaveProperty('app.kubernetes.io/instance');
});

describe('Secrets that somebody else is to make from now on', () => {
  const byJob = ['--set', 'generatedSecrets.by=job'];
  const byChart = ['--set', 'generatedSecrets.by=chart'];

  it('stay when the chart has made them', async () => {
    await release('install', ...byChart);
    try {
      const made = await readPasswords();
      await release('upgrade', ...byJob);
      expect(await readPasswords()).toEqual(made);
      await release('upgrade', ...byChart);
      expect(await readPasswords()).toEqual(made);
    } finally {
      await uninstall();
    }
  });

  it('stay when the Job has made them', async () => {
    await runAs('make-secrets', 'make-secrets');
    const made = await readPasswords();
    await release('install', ...byJob);
    try {
      await release('upgrade', ...byChart);
      expect(await readPasswords()).toEqual(made);
    } finally {
      await uninstall();
    }
    expect(await list('secrets', '-n', namespace)).toEqual([]);
  });
});
