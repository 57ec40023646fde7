import { matchesLabels } from '@dogwatch/scaling';
import type { MutationContext } from '../plan.js';
import { labelsOf, namespaceOf, type Pod } from '../pod.js';
import type { Target } from './target.js';

/** The target that decides; `unknown` when it cannot be said because the labels of the namespace are not known. */
export type TargetMatch =
  | { readonly match: 'none' }
  | { readonly match: 'target'; readonly target: Target }
  | { readonly match: 'unknown'; readonly target: Target };

/** The first target whose selectors match. The search ends where a target cannot be judged. */
export function matchTarget(targets: readonly Target[], pod: Pod, context: MutationContext): TargetMatch {
  for (const target of targets) {
    const matches = matchesTarget(target, pod, context);
    if (matches === undefined) return { match: 'unknown', target };
    if (matches) return { match: 'target', target };
  }
  return { match: 'none' };
}

function matchesTarget(target: Target, pod: Pod, context: MutationContext): boolean | undefined {
  const { podSelector, namespaceSelector } = target;
  if (podSelector !== undefined && !matchesLabels(podSelector, labelsOf(pod))) return false;
  if (namespaceSelector === undefined) return true;
  if ('names' in namespaceSelector) return namespaceSelector.names.includes(namespaceOf(pod, context.namespace));
  return context.namespaceLabels && matchesLabels(namespaceSelector.labels, context.namespaceLabels);
}
