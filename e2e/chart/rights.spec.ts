import { afterAll, beforeAll, expect, it } from 'vitest';
import { appPermissions } from '../../tools/gen/chart-permissions.ts';
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
