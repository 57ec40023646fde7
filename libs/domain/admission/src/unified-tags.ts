import { decide, type RuleResult } from './decision.js';
import { addVariables, editAllContainers, type EnvironmentVariable, literal } from './edit-pod.js';
import { isInjectedContainer } from './own-containers.js';
import type { MutationContext } from './plan.js';
import { type ObjectAddress, toObjectAddress } from './owner-lookup.js';
import { labelOf, namespaceOf, ownerReferencesOf, type Pod } from './pod.js';
import { type AdmissionReason, failure, type Failure } from './reasons.js';

/** Label to variable, in the order the variables stand in a container. */
const tagLabels: readonly (readonly [label: string, variable: string])[] = [
  ['tags.datadoghq.com/version', 'DD_VERSION'],
  ['tags.datadoghq.com/service', 'DD_SERVICE'],
  ['tags.datadoghq.com/env', 'DD_ENV'],
];

const decider = decide('standard_tags', 'unified-tags');

/** Sets DD_ENV, DD_SERVICE and DD_VERSION from the labels of the pod or, when it has none of the three, of its owner. */
export function injectUnifiedTags(pod: Pod, context: MutationContext): RuleResult {
  const own = tagsFrom((label) => labelOf(pod, label));
  if (own.length > 0) return setTags(pod, own, 'the labels of the pod');
  const wanted = firstOwner(pod, context);
  if (wanted === undefined)
    return skip(pod, 'NoOwner', 'the pod has none of the tags.datadoghq.com labels and belongs to no other object');
  if (wanted.ok) return inheritTags(pod, wanted.object, context);
  return wanted.reason === 'NoNamespace'
    ? { pod, decisions: [decider.failed(wanted.reason, wanted.message)], failure: wanted }
    : skip(pod, wanted.reason, wanted.message);
}

function inheritTags(pod: Pod, { kind, name }: ObjectAddress, { owner }: MutationContext): RuleResult {
  if (owner?.found !== true) return skip(pod, 'OwnerNotFound', owner?.message ?? `${kind} ${name} was not looked up`);
  const tags = tagsFrom((label) => (Object.hasOwn(owner.labels, label) ? owner.labels[label] : undefined));
  return tags.length > 0
    ? setTags(pod, tags, `the labels of ${owner.kind} ${owner.name}`)
    : skip(pod, 'NoLabels', `neither the pod nor ${owner.kind} ${owner.name} has one of the tags.datadoghq.com labels`);
}

/** The first owner of a pod that has no tag label itself; undefined when no owner has to be looked up. */
export function firstOwner(
  pod: Pod,
  context: MutationContext,
): { readonly ok: true; readonly object: ObjectAddress } | Failure | undefined {
  if (tagLabels.some(([label]) => labelOf(pod, label) !== undefined)) return undefined;
  const [reference] = ownerReferencesOf(pod);
  if (reference === undefined) return undefined;
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
