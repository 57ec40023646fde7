import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { parseManifests } from '../lab/apply.ts';
import { chart, envOf, find, fromMatrix, helm, kubectl, type Rendered } from './helm.ts';
import { applyText, kubeconfig, list, namespace, prepareCluster, release, uninstall } from './release.ts';

/** Where cert-manager writes the certificate of the metrics API. */
const secret = 'r-dogwatch-external-metrics-api-cert';
const folder = mkdtempSync(join(tmpdir(), 'dogwatch-lookups-'));

beforeAll(prepareCluster);
afterAll(() => rmSync(folder, { recursive: true }));

/** A rendering that may look into the cluster, as whoever the kubeconfig is for. */
async function renderThere(path: string, ...args: readonly string[]): Promise<readonly Rendered[]> {
  const command = ['template', 'r', chart, '-n', namespace, '--dry-run=server', ...args];
  const { code, stdout, stderr } = await helm(command, path);
  if (code !== 0) throw new Error(stderr);
  return parseManifests(stdout) as Rendered[];
}

/** A kubeconfig for somebody who may do everything in the namespace, and nothing elsewhere. */
async function createRestricted(): Promise<string> {
  const metadata = { name: 'tenant', namespace };
  const group = 'rbac.authorization.k8s.io';
  const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules: [everything] },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name: 'tenant' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  ];
  for (const object of objects) await applyText(JSON.stringify(object));
  const token = (await kubectl(['create', 'token', 'tenant', '-n', namespace], kubeconfig)).trim();
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  for (const entry of config.users) entry.user = { token };
  const path = join(folder, 'tenant.yaml');
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

/** A certificate for NATS, as far as the chart is concerned. */
async function writeCertificate(content: string): Promise<void> {
  const metadata = { name: 'nats-tls', namespace };
  const stringData = { 'tls.crt': content, 'tls.key': content, 'ca.crt': 'the same' };
  await applyText(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata, stringData }));
}

/** What changes when NATS is to restart. */
async function checksumOf(...args: readonly string[]): Promise<string> {
  const { template } = find(await renderThere(kubeconfig, ...args), 'StatefulSet', 'nats')['spec'];
  return template.metadata.annotations['checksum/config'];
}

/** As cert-manager does with the certificate of the metrics API. */
async function issue(): Promise<void> {
  const metadata = { name: secret, namespace };
  const stringData = { 'tls.crt': 'made', 'tls.key': 'made', 'ca.crt': 'made' };
  await applyText(
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, stringData }),
  );
}

describe('somebody with rights in one namespace', () => {
  const one = [...fromMatrix('external-nats'), '--set', 'clusterAgent.token=null'];

  it.each([[[]], [['--is-upgrade']], [['--set', 'kedaScaler.enabled=true,nats.external.url=']]])(
    'installs a service there, and Secrets are made while rendering: %j',
    async (args) => {
      const tenant = await createRestricted();
      await expect(kubectl(['get', 'namespace', 'kube-system'], tenant)).rejects.toThrow('forbidden');
      const objects = await renderThere(tenant, ...one, ...args);
      expect(find(objects, 'Secret', 'cluster-agent')['data'].token).toBeTruthy();
      expect(() => find(objects, 'Job', 'make-secrets')).toThrow('no Job');
    },
  );
});

describe('the certificate of NATS', () => {
  const values = ['--set', 'nats.tls.existingSecret=nats-tls'];

  it('restarts the servers with the next upgrade when it is another one, as they read it at their start', async () => {
    // so that passwords stay the same
    await release('install', '--set', 'generatedSecrets.by=chart');
    try {
      await writeCertificate('one');
      const first = await checksumOf(...values);
      expect(await checksumOf(...values)).toBe(first);
      await writeCertificate('another');
      expect(await checksumOf(...values)).not.toBe(first);
    } finally {
      await kubectl(['delete', 'secret', 'nats-tls', '-n', namespace], kubeconfig);
      await uninstall();
    }
  });
});

describe('the certificate of the metrics API', () => {
  const byCertManager = ['--set', 'externalMetricsApi.certificate.from=certManager'];

  it('comes from the chart where cert-manager had made one before, and the other way round', async () => {
    const objects = await renderThere(kubeconfig, ...byCertManager);
    expect(find(objects, 'Certificate', 'external-metrics-api')['spec'].secretName).toBe(secret);
    expect(JSON.stringify(find(objects, 'Deployment', 'external-metrics-api')['spec'].template.spec.volumes)).toContain(
      secret,
    );
    expect(envOf(objects, 'external-metrics-api')).toHaveProperty('DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE');
    await issue();
    await release('install');
    try {
      await release('upgrade', ...byCertManager);
      await release('upgrade');
    } finally {
      await uninstall();
    }
    expect((await list('secrets', '-n', namespace)).map(({ metadata }) => metadata.name)).not.toContain(secret);
  });
});
