import { parseQuantity, printQuantity, type Quantity } from '@dogwatch/scaling';
import { type JsonObject, objectAt } from '../json.js';
import type { AdmissionOptions } from '../options/admission-options.js';
import { containersOf, type Container, type Pod } from '../pod.js';
import type { MinimumResources } from './delivery/delivery.js';

type Resource = 'cpu' | 'memory';
type Side = 'limits' | 'requests';

/** Resources for the injected init containers; empty members stand for none. Or the sentence why the pod has too little. */
export type InitResources =
  | { readonly ok: true; readonly resources: JsonObject }
  | { readonly ok: false; readonly message: string };

/**
 * What the injected init containers may use: what is configured, else as much as the whole pod, which changes neither its
 * quality of service nor its scheduling. A pod without a limit is not limited, whatever it requests.
 */
export function planInitResources(pod: Pod, options: AdmissionOptions, minimum: MinimumResources): InitResources {
  const cpu = planResource(pod, 'cpu', options.initResourcesCpu, minimum);
  const memory = planResource(pod, 'memory', options.initResourcesMemory, minimum);
  const shortages = [cpu, memory].flatMap(({ shortage }) => shortage ?? []);
  if (shortages.length > 0)
    return {
      ok: false,
      message: `The overall pod's containers limit is too low for injection, ${shortages.join(', ')}`,
    };
  const limits = toAmounts(cpu.limit, memory.limit);
  const requests = toAmounts(cpu.request, memory.request);
  return { ok: true, resources: { ...(limits && { limits }), ...(requests && { requests }) } };
}

function toAmounts(cpu: string | undefined, memory: string | undefined): JsonObject | undefined {
  if (cpu === undefined && memory === undefined) return undefined;
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

interface PlannedResource {
  readonly limit?: string | undefined;
  readonly request?: string | undefined;
  readonly shortage?: string;
}

function planResource(
  pod: Pod,
  resource: Resource,
  configured: string | undefined,
  minimum: MinimumResources,
): PlannedResource {
  const needed = minimum[resource];
  if (configured !== undefined) {
    const lacks = minimum.forConfigured && isLess(toAmount(configured), needed);
    if (lacks) return { shortage: `${resource} configured=${configured} needed=${needed}` };
    return { limit: configured, request: configured };
  }
  const limits = totalOf(pod, 'limits', resource);
  // One container without a limit makes a pod without a limit.
  const limit = limits.isComplete ? limits.total : undefined;
  const request = totalOf(pod, 'requests', resource).total;
  if (limit !== undefined && isLess(limit, needed))
    return { shortage: `${resource} pod_limit=${printQuantity(limit)} needed=${needed}` };
  return {
    limit: limit && printQuantity(atLeast(limit, request)),
    request: request && printQuantity(request),
  };
}

interface Total {
  readonly total: Quantity | undefined;
  /** Every container says how much. */
  readonly isComplete: boolean;
}

/** What the scheduler counts: containers and sidecars together, or the greediest init container. */
function totalOf(pod: Pod, side: Side, resource: Resource): Total {
  let sum: Quantity | undefined;
  let greatest: Quantity | undefined;
  let isComplete = true;
  for (const list of ['containers', 'initContainers'] as const) {
    for (const container of containersOf(pod, list)) {
      const amount = amountOf(container, side, resource);
      if (amount === undefined) isComplete = false;
      else if (list === 'initContainers' && !isSidecar(container)) greatest = atLeast(amount, greatest);
      else sum = sum === undefined ? amount : { ...sum, nanos: sum.nanos + amount.nanos };
    }
  }
  return { total: sum === undefined ? greatest : atLeast(sum, greatest), isComplete };
}

function isSidecar(container: Container): boolean {
  return container['restartPolicy'] === 'Always';
}

/** An amount that is not written as a quantity counts as absent: the API server refuses the pod anyway. Zero is no limit. */
function amountOf(container: Container, side: Side, resource: Resource): Quantity | undefined {
  const value = objectAt(objectAt(container, 'resources'), side)?.[resource];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const amount = toAmount(String(value));
  return amount !== undefined && amount.nanos > 0n ? amount : undefined;
}

function toAmount(text: string): Quantity | undefined {
  const parsed = parseQuantity(text);
  return parsed.ok ? parsed.quantity : undefined;
}

function atLeast(quantity: Quantity, other: Quantity | undefined): Quantity {
  return other !== undefined && other.nanos > quantity.nanos ? other : quantity;
}

function isLess(amount: Quantity | undefined, needed: string): boolean {
  const least = toAmount(needed);
  return amount !== undefined && least !== undefined && amount.nanos < least.nanos;
}
