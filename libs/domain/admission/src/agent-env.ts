import { type AgentSockets, planAgentSockets } from './agent-sockets.js';
import { decide, type Decision, type RuleResult } from './decision.js';
import {
  addMounts,
  addVariables,
  addVolume,
  editAllContainers,
  type EnvironmentVariable,
  fromField,
  literal,
  markSafeToEvict,
} from './edit-pod.js';
import { textAt } from './json.js';
import type { ConfigMode } from './options/admission-options.js';
import { isInjectedContainer } from './own-containers.js';
import type { AdmissionPlan } from './plan.js';
import { type Container, type ContainerList, labelOf, mountsOf, type Pod } from './pod.js';
import { failure } from './reasons.js';

const modeLabel = 'admission.datadoghq.com/config.mode';
const filesLabel = 'admission.datadoghq.com/config.type_socket_volumes';
const modes: readonly ConfigMode[] = ['hostip', 'service', 'socket', 'csi'];

const decider = decide('agent_config', 'agent-address');

/** Tells every container how to reach the agent and which pod it is part of. */
export function injectAgentEnvironment(pod: Pod, plan: AdmissionPlan): RuleResult {
  const { mode, decisions } = chooseMode(pod, plan);
  if (mode === 'invalid') {
    const problem = failure(
      'InvalidConfigMode',
      `invalid_input: DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE is none of ${modes.join(', ')}`,
    );
    return { pod, decisions: [...decisions, decider.failed(problem.reason, problem.message)], failure: problem };
  }
  const files = chooseFiles(pod, plan);
  const all = [...decisions, ...files.decisions];
  if (mode === 'hostip' || mode === 'service') return tellAddress(pod, addressOf(mode, plan), all);
  return tellSockets(pod, planAgentSockets(plan.options, { csi: mode === 'csi', files: files.value }), all);
}

interface Chosen<T> {
  readonly value: T;
  readonly decisions: readonly Decision[];
}

function chooseMode(pod: Pod, plan: AdmissionPlan): { mode: ConfigMode; decisions: readonly Decision[] } {
  const { injectConfigMode, csiEnabled } = plan.options;
  const { value: mode, decisions } = readLabel(pod, modeLabel, modes, injectConfigMode);
  if (mode !== 'csi' || csiEnabled) return { mode, decisions };
  const message = 'CSI volumes are turned off (DD_CSI_ENABLED), so the sockets are mounted from the node';
  return { mode: 'socket', decisions: [...decisions, decider.skipped('CsiDisabled', message)] };
}

function chooseFiles(pod: Pod, plan: AdmissionPlan): Chosen<boolean> {
  const fallback = plan.options.typeSocketVolumes ? 'true' : 'false';
  const { value, decisions } = readLabel(pod, filesLabel, ['true', 'false'], fallback);
  return { value: value === 'true', decisions };
}

function readLabel<T extends string>(pod: Pod, label: string, values: readonly T[], fallback: T): Chosen<T> {
  const text = labelOf(pod, label);
  const value = values.find((candidate) => candidate === text?.toLowerCase());
  if (text === undefined || value !== undefined) return { value: value ?? fallback, decisions: [] };
  const message = `the label ${label} is "${text}" and is ignored; right are ${values.join(', ')}`;
  return { value: fallback, decisions: [decider.warned('BadLabel', message)] };
}

function addressOf(mode: 'hostip' | 'service', { options, environment }: AdmissionPlan): EnvironmentVariable {
  return mode === 'hostip'
    ? fromField('DD_AGENT_HOST', 'status.hostIP')
    : literal('DD_AGENT_HOST', `${options.localServiceName}.${environment.ownNamespace}.svc.cluster.local`);
}

function tellAddress(pod: Pod, address: EnvironmentVariable, decisions: readonly Decision[]): RuleResult {
  const changed = editAllContainers(pod, (container, list) =>
    isInjectedContainer(container, list)
      ? container
      : addVariables(container, [...identityOf(container, list), address]),
  );
  const what = 'value' in address ? 'the Service of the agents' : 'the address of the node';
  return { pod: changed, decisions: [...decisions, tell(pod, changed, `DD_AGENT_HOST is ${what}`)] };
}

function tellSockets(pod: Pod, sockets: AgentSockets, decisions: readonly Decision[]): RuleResult {
  const urls = [literal('DD_DOGSTATSD_URL', sockets.dogstatsdUrl), literal('DD_TRACE_AGENT_URL', sockets.traceUrl)];
  const mounts = sockets.volumes.map(({ mount }) => mount);
  const mounted = new Set<string>();
  const changed = editAllContainers(pod, (container, list) => {
    if (isInjectedContainer(container, list)) return container;
    const withMounts = addMounts(container, mounts, 'back');
    for (const name of newMounts(container, withMounts)) mounted.add(name);
    return addVariables(withMounts, [...identityOf(container, list), ...urls]);
  });
  const volumes = sockets.volumes.filter(({ volume }) => mounted.has(volume.name)).map(({ volume }) => volume);
  const complete = volumes.reduce(addVolume, changed);
  const marked = markSafeToEvict(
    complete,
    volumes.map(({ name }) => name),
  );
  return { pod: marked, decisions: [...decisions, tell(pod, marked, `DD_TRACE_AGENT_URL is ${sockets.traceUrl}`)] };
}

/** Mounts are added behind those of the pod. */
function newMounts(before: Container, after: Container): readonly string[] {
  const present = mountsOf(before).length;
  return mountsOf(after)
    .slice(present)
    .flatMap((mount) => textAt(mount, 'name') ?? []);
}

const podUid = fromField('DD_INTERNAL_POD_UID', 'metadata.uid');
const entityId = fromField('DD_ENTITY_ID', 'metadata.uid');

/** Which pod and container a metric comes from. DD_EXTERNAL_ENV refers to DD_INTERNAL_POD_UID, which must stand before it. */
function identityOf({ name }: Container, list: ContainerList): readonly EnvironmentVariable[] {
  const external = `it-${list === 'initContainers'},cn-${name},pu-$(DD_INTERNAL_POD_UID)`;
  return [podUid, literal('DD_EXTERNAL_ENV', external), entityId];
}

function tell(before: Pod, after: Pod, message: string): Decision {
  return before === after
    ? decider.skipped('AlreadyPresent', 'every container says already how it reaches the agent')
    : decider.applied('Injected', message);
}
