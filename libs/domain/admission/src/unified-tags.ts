import { decide, type RuleResult } from './decision.js';
import { addVariables, editAllContainers, type EnvironmentVariable, literal } from './edit-pod.js';
import { isInjectedContainer } from './own-containers.js';
import type { MutationContext } from './plan.js';
import { type ObjectAddress, type OwnerLookup, toObjectAddress } from './owner-lookup.js';
import { labelOf, namespaceOf, ownerReferencesOf, type Pod } from './pod.js';
import { type AdmissionReason, failure, type Failure } from './reasons.js';

/** Label to variable, in the order the variables stand in a container. */
const tagLabels: readonly (readonly [label: string, variable: string])[] = [
  ['tags.datadoghq.com/version', 'DD_VERSION'],
  ['tags.datadoghq.com/service', 'DD_SERVICE'],
  ['tags.datadoghq.com/env', 'DD_ENV'],
];

const decider = decide('standard_tags', 'unified-tags');

/** Where the tags of a pod come from: its own labels, or those of the owner that is at an address, or why from nowhere. */
export type TagPlan =
  | { readonly from: 'pod'; readonly tags: readonly EnvironmentVariable[] }
  | { readonly from: 'owner'; readonly object: ObjectAddress }
  | { readonly from: 'nowhere'; readonly problem: Failure };

/** Finds out whether the owner of a pod has to be looked up for its tags. */
export function planUnifiedTags(pod: Pod, context: MutationContext): TagPlan {
  const tags = tagsFrom((label) => labelOf(pod, label));
  if (tags.length > 0) return { from: 'pod', tags };
  const owner = firstOwner(pod, context);
  return owner.ok ? { from: 'owner', object: owner.object } : { from: 'nowhere', problem: owner };
}

/** Sets DD_ENV, DD_SERVICE and DD_VERSION from the labels of the pod or, when it has none of the three, of its owner. */
export function injectUnifiedTags(pod: Pod, plan: TagPlan, owner: OwnerLookup | undefined): RuleResult {
  if (plan.from === 'pod') return setTags(pod, plan.tags, 'the labels of the pod');
  if (plan.from === 'owner') return inheritTags(pod, plan.object, owner);
  const { problem } = plan;
  return problem.reason === 'NoNamespace'
    ? { pod, decisions: [decider.failed(problem.reason, problem.message)], failure: problem }
    : skip(pod, problem.reason, problem.message);
}

function inheritTags(pod: Pod, { kind, name }: ObjectAddress, owner: OwnerLookup | undefined): RuleResult {
  if (owner?.found !== true) return skip(pod, 'OwnerNotFound', owner?.message ?? `${kind} ${name} was not looked up`);
  const tags = tagsFrom((label) => (Object.hasOwn(owner.labels, label) ? owner.labels[label] : undefined));
  return tags.length > 0
    ? setTags(pod, tags, `the labels of ${owner.kind} ${owner.name}`)
    : skip(pod, 'NoLabels', `neither the pod nor ${owner.kind} ${owner.name} has one of the tags.datadoghq.com labels`);
}

/** Where the first owner of a pod is, or why there is none. */
export function firstOwner(pod: Pod, context: MutationContext): ReturnType<typeof toObjectAddress> {
  const [reference] = ownerReferencesOf(pod);
  if (reference === undefined)
    return failure('NoOwner', 'the pod has none of the tags.datadoghq.com labels and belongs to no other object');
  const namespace = namespaceOf(pod, context.namespace);
  return namespace === ''
    ? failure(
        'NoNamespace',
        'invalid_input: neither the request nor the pod names a namespace to look for the owner in',
      )
    : toObjectAddress(reference, namespace);
}

function tagsFrom(labelOf: (label: string) => string | undefined): readonly EnvironmentVariable[] {
  return tagLabels.flatMap(([label, variable]) => {
    const value = labelOf(label);
    return value === undefined ? [] : [literal(variable, value)];
  });
}

function setTags(pod: Pod, tags: readonly EnvironmentVariable[], from: string): RuleResult {
  const changed = editAllContainers(pod, (container, list) =>
    isInjectedContainer(container, list) ? container : addVariables(container, tags),
  );
  const names = tags.map(({ name }) => name).join(', ');
  return {
    pod: changed,
    decisions: [
      changed === pod
        ? decider.skipped('AlreadyPresent', `every container has ${names} already`)
        : decider.applied('Injected', `${names} from ${from}`),
    ],
  };
}

function skip(pod: Pod, reason: AdmissionReason, message: string): RuleResult {
  return { pod, decisions: [decider.skipped(reason, message)] };
}
