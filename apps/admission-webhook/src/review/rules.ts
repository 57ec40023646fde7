import type { AdmissionPlan, MutationContext } from '@dogwatch/admission';
import type { FindOwner } from '../owners/find-owner.js';

/** What decides about a pod, besides the pod: the options, and what is known of the cluster. */
export interface Rules {
  readonly plan: () => AdmissionPlan;
  /** Undefined when the namespace is not known. */
  readonly namespaceLabels: (namespace: string) => Readonly<Record<string, string>> | undefined;
  readonly findOwner: FindOwner;
  readonly nowMillis: () => number;
}

/** What is known of a request besides its object. */
export function toContext(namespace: string, { namespaceLabels, nowMillis }: Rules): MutationContext {
  const labels = namespaceLabels(namespace);
  const nowSeconds = Math.floor(nowMillis() / 1000);
  return { namespace, nowSeconds, ...(labels !== undefined && { namespaceLabels: labels }) };
}
