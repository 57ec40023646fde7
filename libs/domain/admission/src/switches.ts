import type { Decider, Decision } from './decision.js';
import type { AdmissionPlan, MutationContext } from './plan.js';
import { labelOf, namespaceOf, type Pod } from './pod.js';

/** The label that opts a pod in (`true`) or out (`false`). */
export const enabledLabel = 'admission.datadoghq.com/enabled';

/** Whether the pod is to be changed, and the sentences that say why. */
export interface Switch {
  readonly on: boolean;
  readonly decisions: readonly Decision[];
}

/** The one rule for the label: `true` and `false` count, anything else is as if the label were absent. */
export function readEnabledLabel(pod: Pod): 'absent' | 'false' | 'invalid' | 'true' {
  const value = labelOf(pod, enabledLabel);
  if (value === undefined) return 'absent';
  return value === 'true' || value === 'false' ? value : 'invalid';
}

/** The warning about a label that is neither `true` nor `false`. */
export function labelWarning(pod: Pod, decider: Decider): readonly Decision[] {
  if (readEnabledLabel(pod) !== 'invalid') return [];
  const message = `the label ${enabledLabel} is "${labelOf(pod, enabledLabel)}" and is ignored; "true" opts in, "false" opts out`;
  return [decider.warned('BadLabel', message)];
}

/** Whether no pod of a namespace is ever changed. */
export function isExcludedNamespace(namespace: string, plan: AdmissionPlan): boolean {
  return namespace === 'kube-system' || (namespace !== '' && namespace === plan.environment.ownNamespace);
}

/** Whether `agent_config` and `standard_tags` change the pod: by namespace, label, and the setting for unlabelled pods. */
export function decideSwitch(pod: Pod, plan: AdmissionPlan, context: MutationContext, decider: Decider): Switch {
  const namespace = namespaceOf(pod, context.namespace);
  if (isExcludedNamespace(namespace, plan)) {
    const message = `pods of the namespace ${namespace} are never changed`;
    return { on: false, decisions: [decider.skipped('ExcludedNamespace', message)] };
  }
  const label = readEnabledLabel(pod);
  const warnings = labelWarning(pod, decider);
  if (label === 'false') return off(decider.skipped('OptedOut', `the pod has the label ${enabledLabel}="false"`));
  if (label === 'true') return on(decider.applied('OptedIn', `the pod has the label ${enabledLabel}="true"`));
  if (plan.options.mutateUnlabelled)
    return on(...warnings, decider.applied('OptedIn', 'pods without the label are changed'));
  const message = `the pod has no label ${enabledLabel}="true" and unlabelled pods are not changed`;
  return off(...warnings, decider.skipped('NotOptedIn', message));
}

function on(...decisions: readonly Decision[]): Switch {
  return { on: true, decisions };
}

function off(...decisions: readonly Decision[]): Switch {
  return { on: false, decisions };
}
