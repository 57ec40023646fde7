import { fromObjectSelector, matchesLabels, type ObjectSelector } from '@dogwatch/scaling';
import type { WebhookName } from './decision.js';
import type { AdmissionPlan } from './plan.js';
import { enabledLabel } from './switches.js';

/** The selectors of one webhook: which pods, and pods of which namespaces, the API server sends. */
export interface WebhookSelectors {
  readonly objectSelector: ObjectSelector;
  readonly namespaceSelector: ObjectSelector;
}

const namespaceName = 'kubernetes.io/metadata.name';

/** What AKS demands of every webhook; its enforcer adds it otherwise. */
const aksExpressions = [
  { key: 'control-plane', operator: 'DoesNotExist' },
  { key: 'control-plane', operator: 'NotIn', values: ['true'] },
  { key: 'kubernetes.azure.com/managedby', operator: 'NotIn', values: ['aks'] },
];

/**
 * The selectors under which a webhook is registered: opted-in pods, or all but the opted-out ones when unlabelled pods are
 * changed (for `lib_injection` also with single-step instrumentation). `forAks` adds what AKS demands.
 */
export function planWebhookSelectors(
  webhook: WebhookName,
  plan: AdmissionPlan,
  forAks: boolean = plan.options.addAksSelectors,
): WebhookSelectors {
  const { mutateUnlabelled, instrumentationEnabled } = plan.options;
  const optsOut = mutateUnlabelled || (webhook === 'lib_injection' && instrumentationEnabled);
  const excluded =
    webhook === 'lib_injection'
      ? [...plan.excludedFromLibraries]
      : ['kube-system', plan.environment.ownNamespace].filter((name) => name !== '');
  return {
    objectSelector: optsOut
      ? { matchExpressions: [{ key: enabledLabel, operator: 'NotIn', values: ['false'] }] }
      : { matchLabels: { [enabledLabel]: 'true' } },
    namespaceSelector: {
      matchExpressions: [
        { key: namespaceName, operator: 'NotIn', values: excluded },
        ...(forAks ? aksExpressions : []),
      ],
    },
  };
}

/** Whether the API server would send a pod with these labels; the name label of the namespace need not be given. */
export function matchesWebhook(
  { objectSelector, namespaceSelector }: WebhookSelectors,
  podLabels: Readonly<Record<string, string>>,
  namespace: { readonly name: string; readonly labels?: Readonly<Record<string, string>> },
): boolean {
  const namespaceLabels = { ...namespace.labels, [namespaceName]: namespace.name };
  return (
    matchesLabels(fromObjectSelector(objectSelector), podLabels) &&
    matchesLabels(fromObjectSelector(namespaceSelector), namespaceLabels)
  );
}
