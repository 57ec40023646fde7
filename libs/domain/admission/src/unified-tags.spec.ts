import { describe, expect, it } from 'vitest';
import { mutateForWebhook } from './mutate-pod.js';
import type { OwnerLookup } from './owner-lookup.js';
import { planOwnerLookup } from './plan-owner-lookup.js';
import { context, envOf, optedIn, plan } from './testing/pods.js';

const labels = {
  'tags.datadoghq.com/env': 'dev',
  'tags.datadoghq.com/service': 'shop',
  'tags.datadoghq.com/version': '7',
};
const owners = [
  { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'other' },
];
const found: OwnerLookup = { found: true, kind: 'StatefulSet', name: 'db', labels };

function mutate(pod: Parameters<typeof mutateForWebhook>[1], owner?: OwnerLookup) {
  return mutateForWebhook('standard_tags', pod, plan(), { ...context, ...(owner && { owner }) });
}

describe('unified tags', () => {
  it('come from the labels of the pod, in the order version, service, env', () => {
    expect(envOf(mutate(optedIn({ labels })).pod)).toEqual(['DD_VERSION=7', 'DD_SERVICE=shop', 'DD_ENV=dev']);
  });

  it('come from the first owner when the pod has none of the labels', () => {
    const { pod, decisions } = mutate(optedIn({ owners }), found);
    expect(envOf(pod)).toEqual(['DD_VERSION=7', 'DD_SERVICE=shop', 'DD_ENV=dev']);
    expect(decisions.at(-1)?.message).toBe('DD_VERSION, DD_SERVICE, DD_ENV from the labels of StatefulSet db');
  });

  it('never replace a variable', () => {
    const env = [{ name: 'DD_ENV', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    const { pod } = mutate(optedIn({ labels, spec: { containers: [{ name: 'app', env }] } }));
    expect(envOf(pod)).toEqual(['DD_VERSION=7', 'DD_SERVICE=shop', 'DD_ENV']);
  });

  it.each([
    ['NoOwner', optedIn(), undefined],
    ['OwnerNotFound', optedIn({ owners }), { found: false, message: 'StatefulSet db was not found' }],
    ['NoLabels', optedIn({ owners }), { ...found, labels: {} }],
    ['OwnerReferenceInvalid', optedIn({ owners: [{ apiVersion: 'a/b/c', kind: 'X', name: 'x' }] }), undefined],
  ] as const)('are left out with the reason %s', (reason, pod, owner) => {
    const { edits, decisions } = mutate(pod, owner);
    expect(edits).toEqual([]);
    expect(decisions.at(-1)?.reason).toBe(reason);
  });

  it('cannot be inherited without a namespace', () => {
    const { failure, edits } = mutateForWebhook('standard_tags', optedIn({ owners }), plan(), {
      ...context,
      namespace: '',
    });
    expect(failure?.reason).toBe('NoNamespace');
    expect(edits).toEqual([]);
  });
});

describe('the lookup of an owner', () => {
  it('is for the first owner', () => {
    expect(planOwnerLookup('standard_tags', optedIn({ owners }), plan(), context)).toEqual({
      group: 'apps',
      version: 'v1',
      resource: 'statefulsets',
      kind: 'StatefulSet',
      namespace: 'shop',
      name: 'db',
    });
  });

  it.each([
    ['the pod has labels', 'standard_tags', optedIn({ labels, owners })],
    ['the pod did not opt in', 'standard_tags', { ...optedIn({ owners }), metadata: { ownerReferences: owners } }],
    ['the webhook needs none', 'agent_config', optedIn({ owners })],
    ['no library is injected', 'lib_injection', optedIn({ owners })],
    ['the pod is none', 'standard_tags', null],
  ] as const)('is spared when %s', (_, webhook, pod) => {
    expect(planOwnerLookup(webhook, pod, plan(), context)).toBeUndefined();
  });

  it('is needed for libraries too', () => {
    const annotations = { 'admission.datadoghq.com/js-lib.version': 'v5' };
    expect(planOwnerLookup('lib_injection', optedIn({ owners, annotations }), plan(), context)?.name).toBe('db');
  });
});
