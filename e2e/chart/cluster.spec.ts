import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../lab/lab.ts';
import { chart, fromMatrix, helm, kubectl, matrix } from './helm.ts';
import { applyText, get, kubeconfig, list, namespace, prepareCluster, release, uninstall } from './release.ts';

beforeAll(prepareCluster);

function toCertificate(base64 = ''): X509Certificate {
  return new X509Certificate(Buffer.from(base64, 'base64'));
}

async function readCertificate(): Promise<{ ca: X509Certificate; leaf: X509Certificate; bundle: string }> {
  const { data } = await get('secret', 'r-dogwatch-external-metrics-api-tls');
  const { spec } = await get('apiservice', 'v1beta1.external.metrics.k8s.io');
  return { ca: toCertificate(spec.caBundle), leaf: toCertificate(data?.['tls.crt']), bundle: spec.caBundle };
}

describe('the API server', () => {
  it.each(matrix)('takes every object with the values %s', async (name) => {
    const { stdout, stderr } = await helm(['template', 'r', chart, '-n', namespace, ...fromMatrix(name)]);
    expect(stderr).toBe('');
    const said = await applyText(stdout, '--dry-run=server');
    const lines = said.trim().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(line).toContain('(server dry run)');
  });
});

describe('a release', () => {
  beforeAll(async () => {
    const notes = await release('install');
    expect(notes).toContain('kubectl create secret generic datadog-secret');
    expect(notes).toContain('helm test r');
  });
  afterAll(uninstall);

  it('keeps its Secrets and its pods over an upgrade that changes nothing', async () => {
    const secretsBefore = await list('secrets', '-n', namespace, '-l', 'app.kubernetes.io/instance=r');
    expect(secretsBefore.map(({ metadata }) => metadata.name)).toEqual([
      'r-dogwatch-cluster-agent',
      'r-dogwatch-external-metrics-api-tls',
      'r-dogwatch-nats',
    ]);
    await release('upgrade');
    const secretsAfter = await list('secrets', '-n', namespace, '-l', 'app.kubernetes.io/instance=r');
    expect(secretsAfter.map(({ data }) => data)).toEqual(secretsBefore.map(({ data }) => data));
    const workloads = await list('deployments,statefulsets', '-n', namespace);
    expect(workloads.map(({ metadata }) => [metadata.name, metadata.generation])).toEqual(
      workloads.map(({ metadata }) => [metadata.name, 1]),
    );
  });

  it('serves with a certificate that the API server can verify, also after a further name', async () => {
    const before = await readCertificate();
    expect(before.leaf.verify(before.ca.publicKey)).toBe(true);
    expect(before.leaf.checkHost(`r-dogwatch-external-metrics-api.${namespace}.svc`)).toBeDefined();
    await release('upgrade', '--set', 'externalMetricsApi.service.aliases={datadog-cluster-agent-metrics-server}');
    const after = await readCertificate();
    expect(after.bundle).toBe(before.bundle);
    expect(after.leaf.verify(after.ca.publicKey)).toBe(true);
    expect(after.leaf.checkHost(`datadog-cluster-agent-metrics-server.${namespace}.svc`)).toBeDefined();
  });

  it('refuses to change between one NATS server and three while logs may wait in the queue', async () => {
    const three = ['--set', 'nats.replicas=3'];
    await expect(release('upgrade', ...three)).rejects.toThrow('nats.replicas: from 1 to 3 the servers lose the logs');
    await release('upgrade', ...three, '--set', 'nats.jetstream.emptied=true');
    await release('upgrade', ...three);
    await release('upgrade', '--set', 'nats.jetstream.emptied=true');
    expect((await get('statefulset', 'r-dogwatch-nats')).spec.replicas).toBe(1);
  });

  it('has kept CRDs that hold its fields', async () => {
    const crd = await get('crd', 'datadogmetrics.datadoghq.com');
    expect(crd.metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
  });
});

describe('what belongs to others', () => {
  it('an APIService of KEDA stays, and the notes say so', async () => {
    await applyText(
      JSON.stringify({
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1beta1.external.metrics.k8s.io', labels: { owner: 'keda' } },
        spec: {
          group: 'external.metrics.k8s.io',
          version: 'v1beta1',
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: { name: 'keda', namespace: 'keda' },
          insecureSkipTLSVerify: true,
        },
      }),
    );
    try {
      expect(await release('install')).toContain('is served by somebody else');
      expect((await get('apiservice', 'v1beta1.external.metrics.k8s.io')).spec.service.name).toBe('keda');
      await release(
        'upgrade',
        '--set',
        'externalMetricsApi.apiService.takeOver=true',
        '--take-ownership',
        '--force-conflicts',
      );
      const { spec } = await get('apiservice', 'v1beta1.external.metrics.k8s.io');
      expect(spec).toMatchObject({ service: { name: 'r-dogwatch-external-metrics-api' } });
    } finally {
      await uninstall();
      await kubectl(['delete', 'apiservice', 'v1beta1.external.metrics.k8s.io', '--ignore-not-found'], kubeconfig);
    }
  });

  it('CRDs of another release stay as they are', async () => {
    const name = 'datadogmonitors.datadoghq.com';
    await kubectl(['annotate', 'crd', name, 'meta.helm.sh/release-name=datadog-operator', '--overwrite'], kubeconfig);
    try {
      expect(await release('install')).toContain(
        `stay as they are; fields that only ours have are dropped from resources:\n  ${name}\n`,
      );
      expect((await get('crd', name)).metadata.annotations).toMatchObject({
        'meta.helm.sh/release-name': 'datadog-operator',
      });
    } finally {
      await uninstall();
      await kubectl(['annotate', 'crd', name, 'meta.helm.sh/release-name=r', '--overwrite'], kubeconfig);
    }
  });
});

describe('the release that is gone', () => {
  it('leaves nothing but the CRDs', async () => {
    await release('install', ...fromMatrix('tutorial-autoscale'));
    await uninstall();
    await eventually(async () => {
      const left = await list('all,secrets,configmaps,roles,rolebindings,networkpolicies,pdb', '-n', namespace);
      expect(left.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('r-dogwatch'))).toEqual([]);
    });
    const wide = await list('clusterroles,clusterrolebindings,apiservices', '-l', 'app.kubernetes.io/instance=r');
    expect(wide).toEqual([]);
    expect(await list('crd', '-l', 'app.kubernetes.io/instance=r')).toHaveLength(5);
  });
});
