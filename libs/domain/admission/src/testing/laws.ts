import {
  type AdmissionPlan,
  applyPatch,
  compileAdmissionPlan,
  isJsonList,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mutateForLibraries,
  mutateForWebhook,
  mutatePod,
  type Mutation,
  type MutationContext,
  parseAdmissionOptions,
} from '@dogwatch/admission';

/** A plan from options, for laws. */
export function planFrom(environment: Readonly<Record<string, string>>): AdmissionPlan {
  return compileAdmissionPlan(parseAdmissionOptions(environment), {
    ownNamespace: 'datadog',
    startTimeSeconds: 1_690_000_000,
    kubernetesVersion: 'v1.36.3',
  });
}

type Mutate = (pod: JsonValue) => Mutation;

/** Every way into the core, by name. */
export function entriesOf(plan: AdmissionPlan, context: MutationContext): readonly (readonly [string, Mutate])[] {
  return [
    ['mutatePod', (pod) => mutatePod(pod, plan, context)],
    ['agent_config', (pod) => mutateForWebhook('agent_config', pod, plan, context)],
    ['standard_tags', (pod) => mutateForWebhook('standard_tags', pod, plan, context)],
    ['lib_injection', (pod) => mutateForWebhook('lib_injection', pod, plan, context)],
    ['lib_injection.apm', (pod) => mutateForLibraries(pod, plan, context)],
  ];
}

/** A mutation, and the first law it breaks as a sentence; undefined when it keeps all. */
export interface JudgedMutation {
  readonly mutation: Mutation;
  readonly broken: string | undefined;
}

/** Mutates a pod and judges the result. */
export function judge(pod: JsonValue, mutate: Mutate): JudgedMutation {
  const before = JSON.stringify(pod);
  const mutation = mutate(pod);
  const broken =
    JSON.stringify(pod) === before ? brokenPatch(pod, mutation, mutate) : 'the pod that was given is changed';
  return { mutation, broken };
}

function brokenPatch(pod: JsonValue, mutation: Mutation, mutate: Mutate): string | undefined {
  if (mutation.edits.length === 0) return mutation.pod === pod ? undefined : 'there is another pod but no patch';
  const patched = applyPatch(pod, mutation.edits);
  if (!patched.ok) return `the patch does not fit: ${patched.message}`;
  if (JSON.stringify(sorted(patched.value)) !== JSON.stringify(sorted(mutation.pod)))
    return 'the patch does not make the mutated pod';
  const [edit] = mutate(mutation.pod).edits;
  if (edit !== undefined) return `a second mutation changes ${edit.path}: ${JSON.stringify(edit)}`;
  return brokenOptOut(pod, mutation) ?? brokenPath(mutation) ?? brokenLists(pod, mutation.pod);
}

function brokenOptOut(pod: JsonValue, { edits }: Mutation): string | undefined {
  const labels = member(member(pod, 'metadata'), 'labels');
  const isOut = member(labels, 'admission.datadoghq.com/enabled') === 'false';
  return isOut && edits.length > 0 ? 'a pod that opted out is changed' : undefined;
}

const roots = /^\/(?:metadata|metadata\/annotations(?:\/.*)?|spec\/(?:volumes|containers|initContainers)(?:\/.*)?)$/;
/** Values that may change: variables that are extended, our volume, what was null before, our annotations. */
const replaced =
  /^\/(?:metadata|metadata\/annotations(?:\/.*)?|spec\/(?:volumes|initContainers)|spec\/volumes\/\d+\/.*|spec\/(?:containers|initContainers)\/\d+\/(?:env|volumeMounts|env\/\d+\/value))$/;

function brokenPath({ edits }: Mutation): string | undefined {
  const bad = edits.find(
    ({ op, path }) =>
      !roots.test(path) ||
      (op === 'replace' && !replaced.test(path)) ||
      (op === 'remove' && !/^\/spec\/volumes\/\d+\/./.test(path)),
  );
  return bad && `${bad.op} ${bad.path} touches what is not ours`;
}

function brokenLists(before: JsonValue, after: JsonValue): string | undefined {
  const [old, now] = [member(before, 'spec'), member(after, 'spec')];
  if (repetitions(now, 'volumes', 'name') > repetitions(old, 'volumes', 'name')) return 'a volume is there twice';
  if (repetitions(now, 'initContainers', 'name') > repetitions(old, 'initContainers', 'name'))
    return 'an init container is there twice';
  for (const list of ['containers', 'initContainers']) {
    const [originals, containers] = [objects(old, list), objects(now, list)];
    // New containers stand before those of the pod.
    const added = containers.length - originals.length;
    for (const [index, container] of containers.entries()) {
      const original = originals[index - added];
      const broken = brokenContainer(original, container, now);
      if (broken !== undefined) return `${JSON.stringify(container['name'])}: ${broken}`;
    }
  }
  return undefined;
}

function brokenContainer(
  before: JsonValue | undefined,
  after: JsonObject,
  spec: JsonValue | undefined,
): string | undefined {
  if (repetitions(after, 'env', 'name') > repetitions(before, 'env', 'name')) return 'a variable is there twice';
  if (repetitions(after, 'volumeMounts', 'mountPath') > repetitions(before, 'volumeMounts', 'mountPath'))
    return 'two mounts have one path';
  const old = objects(before, 'volumeMounts').map((mount) => JSON.stringify(mount));
  const added = objects(after, 'volumeMounts').filter((mount) => !old.includes(JSON.stringify(mount)));
  const volumes = objects(spec, 'volumes').map((volume) => volume['name']);
  const lost = added.find((mount) => !volumes.includes(mount['name']));
  return lost && `the mount of ${JSON.stringify(lost['name'])} has no volume`;
}

function repetitions(value: JsonValue | undefined, list: string, key: string): number {
  const keys = objects(value, list).map((item) => JSON.stringify(item[key]));
  return keys.length - new Set(keys).size;
}

function objects(value: JsonValue | undefined, list: string): readonly JsonObject[] {
  const items = member(value, list);
  return isJsonList(items) ? items.filter(isJsonObject) : [];
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value with the keys of its objects in order: a patch adds keys at the end. */
function sorted(value: JsonValue | undefined): JsonValue {
  if (isJsonList(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value ?? null;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
