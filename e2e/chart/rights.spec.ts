import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appPermissions } from '../../tools/gen/chart-permissions.ts';
import { kubectl } from './helm.ts';
import { kubeconfig, namespace, prepareCluster, release, uninstall } from './release.ts';
import { accessReviewer, type Right, toRights } from './rights.ts';

const may = accessReviewer(kubeconfig);
const apps = Object.entries(appPermissions);

function toUser(app: string): string {
  return `system:serviceaccount:${namespace}:r-dogwatch-${app}`;
}

/** Names as this release has them. */
function toReleased(right: Right): Right {
  return right.name?.startsWith('webhook-certificate') === true
    ? { ...right, name: `r-dogwatch-${right.name}` }
    : right;
}

function toText(right: Right): string {
  return JSON.stringify(toReleased(right));
}

/** Reading whatever Secret: keys are mounted, so that the chart leaves it out unless it is asked for. */
function isAnySecret({ resource, verb, name }: Right): boolean {
  return resource === 'secrets' && name === undefined && verb !== 'create';
}

beforeAll(async () => {
  await prepareCluster();
  await release('install');
});
afterAll(uninstall);

it.each(apps)('%s may do what it declares', async (app, permissions) => {
  const rights = toRights(permissions, namespace).filter((right) => !isAnySecret(right));
  for (const right of rights.map(toReleased)) expect([right, await may(toUser(app), right)]).toEqual([right, true]);
});

it.each(apps)('%s may do nothing else of what the others may', async (app, permissions) => {
  const own = new Set(toRights(permissions, namespace).map(toText));
  // a right on any name holds for one, too
  const anyName = new Set(toRights(permissions, namespace).map((right) => toText({ ...right, name: undefined })));
  const others = apps.flatMap(([, other]) => toRights(other, namespace));
  for (const right of others.filter(
    (right) => !own.has(toText(right)) && !anyName.has(toText({ ...right, name: undefined })),
  ))
    expect([app, right, await may(toUser(app), toReleased(right))]).toEqual([app, right, false]);
});

const forbidden: readonly Right[] = [
  { verb: 'list', group: '', resource: 'secrets', namespace },
  { verb: 'get', group: '', resource: 'secrets', name: 'datadog-secret', namespace },
  { verb: 'get', group: '', resource: 'secrets', namespace: 'kube-system' },
  { verb: 'create', group: '', resource: 'pods', namespace },
  { verb: 'create', group: '', resource: 'pods/exec', namespace },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { verb: 'escalate', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { verb: 'impersonate', group: '', resource: 'users' },
  { verb: 'patch', group: 'apps', resource: 'deployments', namespace },
  { verb: 'update', group: 'apps', resource: 'deployments/scale', namespace },
  { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-system' },
  { verb: 'delete', group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations', name: 'other' },
];

it.each(apps)('%s may not read Secrets, start pods, or give itself rights', async (app) => {
  for (const right of forbidden) expect([right, await may(toUser(app), right)]).toEqual([right, false]);
});

it('external-metrics-api may read whom to trust, and the autoscaler may read all metrics', async () => {
  const trust = { verb: 'get', group: '', resource: 'configmaps', name: 'extension-apiserver-authentication' };
  const right = { ...trust, namespace: 'kube-system' };
  expect(await may(toUser('external-metrics-api'), right)).toBe(true);
  const hpa = 'system:serviceaccount:kube-system:horizontal-pod-autoscaler';
  expect(await may(hpa, { verb: 'get', group: 'external.metrics.k8s.io', resource: 'anything', namespace })).toBe(true);
});

describe('Secrets that are named', () => {
  beforeAll(() => release('upgrade', '--set', 'metricsPoller.readSecrets={keys-of-a,keys-of-b}'));

  it.each(['keys-of-a', 'keys-of-b'])('%s may be read and watched, by whom it is for', async (name) => {
    for (const verb of ['list', 'watch']) {
      const right = { verb, group: '', resource: 'secrets', name, namespace };
      expect([right, await may(toUser('metrics-poller'), right)]).toEqual([right, true]);
      expect([right, await may(toUser('monitor-sync'), right)]).toEqual([right, false]);
    }
  });

  it('are all that may be read', async () => {
    const reader = ['get', 'secrets', '-n', namespace, '--as', toUser('metrics-poller')];
    await expect(kubectl([...reader, '--field-selector', 'metadata.name=keys-of-a'], kubeconfig)).resolves.toBe('');
    await expect(kubectl(reader, kubeconfig)).rejects.toThrow('cannot list resource "secrets"');
    const other = kubectl([...reader, '--field-selector', 'metadata.name=r-dogwatch-nats'], kubeconfig);
    await expect(other).rejects.toThrow('cannot list resource "secrets"');
  });
});

describe('monitor-sync that keeps to some namespaces', () => {
  beforeAll(() => release('upgrade', '--set', 'monitorSync.watchNamespaces={team-a,team-b}'));

  it('may do what it declares in these alone, and what is of no namespace', async () => {
    const declared = toRights(appPermissions['monitor-sync'] ?? { cluster: [], own: [] }, namespace);
    const wide = declared.filter((right) => right.namespace === undefined);
    expect(wide.length).toBeGreaterThan(10);
    for (const right of wide) {
      const answers = await Promise.all(
        ['team-a', 'team-b', 'team-c', undefined].map((where) =>
          may(toUser('monitor-sync'), { ...right, ...(where === undefined ? {} : { namespace: where }) }),
        ),
      );
      const isOfNone = right.resource === 'namespaces';
      expect([right, answers]).toEqual([right, [true, true, isOfNone, isOfNone]]);
    }
  });
});
