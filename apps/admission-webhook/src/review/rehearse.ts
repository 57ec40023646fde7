import {
  isEnabled,
  isJsonObject,
  type JsonValue,
  matchesWebhook,
  type Mutation,
  objectAt,
  planWebhookSelectors,
  prepareMutation,
  type WebhookName,
  webhookOrder,
} from '@dogwatch/admission';
import { type Rules, toContext } from './rules.js';

/** What one webhook would do with a pod, or why it would not even be asked. */
export interface Rehearsal {
  readonly webhook: WebhookName;
  readonly unasked?: 'ExcludedNamespace' | 'NotOptedIn' | 'WebhookDisabled';
  readonly mutation?: Mutation;
}

/** The switch on the pod. */
export const enabledLabel = 'admission.datadoghq.com/enabled';

/** Plays through what would happen if a pod were created now: the webhooks one after the other, each if its selectors fit. */
export async function rehearse(pod: JsonValue, namespace: string, options: Rules): Promise<readonly Rehearsal[]> {
  const rehearsals: Rehearsal[] = [];
  let current = pod;
  for (const webhook of webhookOrder) {
    const unasked = whyUnasked(webhook, current, namespace, options);
    const mutation = unasked === undefined ? await mutate(webhook, current, namespace, options) : undefined;
    if (mutation !== undefined && mutation.failure === undefined) current = mutation.pod;
    rehearsals.push({
      webhook,
      ...(unasked !== undefined && { unasked }),
      ...(mutation !== undefined && { mutation }),
    });
  }
  return rehearsals;
}

async function mutate(webhook: WebhookName, pod: JsonValue, namespace: string, options: Rules): Promise<Mutation> {
  const { lookup, finish } = prepareMutation(webhook, pod, options.plan(), toContext(namespace, options));
  return finish(lookup && (await options.findOwner(lookup)));
}

function whyUnasked(
  webhook: WebhookName,
  pod: JsonValue,
  namespace: string,
  { plan, namespaceLabels }: Rules,
): Rehearsal['unasked'] {
  if (!isEnabled(webhook, plan())) return 'WebhookDisabled';
  const labels = labelsOf(pod);
  const selectors = planWebhookSelectors(webhook, plan());
  const place = { name: namespace, labels: namespaceLabels(namespace) ?? {} };
  if (matchesWebhook(selectors, labels, place)) return undefined;
  const isLabelEnough = matchesWebhook(selectors, { ...labels, [enabledLabel]: 'true' }, place);
  return isLabelEnough ? 'NotOptedIn' : 'ExcludedNamespace';
}

/** The labels of a pod of which nothing has been checked. */
export function labelsOf(pod: JsonValue): Readonly<Record<string, string>> {
  const labels = objectAt(isJsonObject(pod) ? objectAt(pod, 'metadata') : undefined, 'labels') ?? {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}
