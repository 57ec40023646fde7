import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chart, find, kubectl, render } from './helm.ts';
import { applyText, get, kubeconfig, list, namespace, prepareCluster } from './release.ts';

const folder = mkdtempSync(join(tmpdir(), 'dogwatch-scripts-'));
const accountKinds: ReadonlySet<string> = new Set(['ServiceAccount', 'Role', 'RoleBinding']);

beforeAll(prepareCluster);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script of the chart as the Job `job` would, with the rights and the environment of that Job. */
async function runAs(job: string, script: string): Promise<string> {
  const objects = await render('-n', namespace);
  const account = `r-dogwatch-${job}`;
  const rights = objects.filter(({ kind, metadata }) => accountKinds.has(kind) && metadata.name === account);
  for (const object of rights)
    await applyText(JSON.stringify({ ...object, metadata: { ...object.metadata, annotations: {} } }));
  const [container] = find(objects, 'Job', job)['spec'].template.spec.containers;
  expect(container.args[0].trim()).toBe(readFileSync(`${chart}/files/scripts/${script}.mjs`, 'utf8').trim());
  const env: { name: string; value: string }[] = container.env;
  const { clusters } = parse(readFileSync(kubeconfig, 'utf8'));
  const { cluster } = clusters[0];
  const files = { ca: join(folder, 'ca.crt'), token: join(folder, 'token') };
  writeFileSync(files.ca, Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64'));
  writeFileSync(files.token, await kubectl(['create', 'token', account, '-n', namespace], kubeconfig));
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', container.args[0]], {
    env: {
      ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
      NODE_EXTRA_CA_CERTS: cluster['certificate-authority'] ?? files.ca,
      TOKEN_FILE: files.token,
      KUBERNETES_URL: cluster.server,
    },
  });
  return stdout;
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
