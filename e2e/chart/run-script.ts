import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { chart, find, kubectl, render } from './helm.ts';
import { applyText, kubeconfig, namespace } from './release.ts';

const accountKinds: ReadonlySet<string> = new Set(['ServiceAccount', 'Role', 'RoleBinding']);

/** Runs a script of the chart as the Job `job` would, with the rights and the environment of that Job; resolves with what it says. */
export async function runAs(job: string, script: string): Promise<string> {
  const objects = await render('-n', namespace);
  const account = `r-dogwatch-${job}`;
  const rights = objects.filter(({ kind, metadata }) => accountKinds.has(kind) && metadata.name === account);
  for (const object of rights)
    await applyText(JSON.stringify({ ...object, metadata: { ...object.metadata, annotations: {} } }));
  const [container] = find(objects, 'Job', job)['spec'].template.spec.containers;
  expect(container.args[0].trim()).toBe(readFileSync(`${chart}/files/scripts/${script}.mjs`, 'utf8').trim());
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-scripts-'));
  try {
    const access = await toAccess(account, folder);
    const env: { name: string; value: string }[] = container.env;
    const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const args = ['--input-type=module', '-e', container.args[0]];
    return (await promisify(execFile)(process.execPath, args, { env: { ...own, ...access } })).stdout;
  } finally {
    for (const { kind, metadata } of rights)
      await kubectl(['delete', kind, metadata.name, '-n', namespace], kubeconfig);
    rmSync(folder, { recursive: true });
  }
}

/** Where the API server is, and files with what a pod of that ServiceAccount finds in its volume. */
async function toAccess(account: string, folder: string): Promise<Record<string, string>> {
  const { clusters } = parse(readFileSync(kubeconfig, 'utf8'));
  const { cluster } = clusters[0];
  const files = { ca: join(folder, 'ca.crt'), token: join(folder, 'token') };
  writeFileSync(files.ca, Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64'));
  writeFileSync(files.token, await kubectl(['create', 'token', account, '-n', namespace], kubeconfig));
  return {
    NODE_EXTRA_CA_CERTS: cluster['certificate-authority'] ?? files.ca,
    TOKEN_FILE: files.token,
    KUBERNETES_URL: cluster.server,
  };
}
