import { parseQuantity, printQuantity, type Quantity } from '@dogwatch/scaling';
import { type JsonObject, objectAt, textAt } from '../json.js';
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
  const planned = [
    planResource(pod, 'cpu', options.initResourcesCpu, minimum),
    planResource(pod, 'memory', options.initResourcesMemory, minimum),
  ];
  const shortages = planned.flatMap(({ shortage }) => shortage ?? []);
  if (shortages.length > 0)
    return {
      ok: false,
      message: `The overall pod's containers limit is too low for injection, ${shortages.join(', ')}`,
    };
  const side = (name: Side) => Object.fromEntries(planned.flatMap((item) => item[name] ?? []));
  return { ok: true, resources: nonEmpty({ limits: side('limits'), requests: side('requests') }) };
}

interface PlannedResource {
  readonly limits?: [[Resource, string]];
  readonly requests?: [[Resource, string]];
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
    const lacks = minimum.forConfigured && isLess(configured, needed);
    if (lacks) return { shortage: `${resource} configured=${configured} needed=${needed}` };
    return { limits: [[resource, configured]], requests: [[resource, configured]] };
  }
  const limit = podLimit(pod, resource);
  const request = podTotal(pod, 'requests', resource);
  if (limit !== undefined && isLess(printQuantity(limit), needed))
    return { shortage: `${resource} pod_limit=${printQuantity(limit)} needed=${needed}` };
  return {
    ...(limit && { limits: [[resource, printQuantity(atLeast(limit, request))]] }),
    ...(request && { requests: [[resource, printQuantity(request)]] }),
  };
}

/** The limit of the whole pod; none as soon as one container has none. */
function podLimit(pod: Pod, resource: Resource): Quantity | undefined {
  const all = [...containersOf(pod, 'containers'), ...containersOf(pod, 'initContainers')];
  return all.every((container) => amountOf(container, 'limits', resource) !== undefined)
    ? podTotal(pod, 'limits', resource)
    : undefined;
}

/** What the scheduler counts: containers and sidecars together, or the greediest init container. */
function podTotal(pod: Pod, side: Side, resource: Resource): Quantity | undefined {
  const inits = containersOf(pod, 'initContainers');
  const running = [...containersOf(pod, 'containers'), ...inits.filter(isSidecar)];
  const amounts = (list: readonly Container[]) =>
    list.flatMap((container) => amountOf(container, side, resource) ?? []);
  const sum = amounts(running).reduce<Quantity | undefined>(
    (total, amount) => (total === undefined ? amount : { ...total, nanos: total.nanos + amount.nanos }),
    undefined,
  );
  return amounts(inits.filter((container) => !isSidecar(container))).reduce<Quantity | undefined>(
    (greatest, amount) => (greatest === undefined ? amount : atLeast(greatest, amount)),
    sum,
  );
}

function isSidecar(container: Container): boolean {
  return container['restartPolicy'] === 'Always';
}

/** An amount that is not written as a quantity counts as absent: the API server refuses the pod anyway. Zero is no limit. */
function amountOf(container: Container, side: Side, resource: Resource): Quantity | undefined {
  const sides = objectAt(objectAt(container, 'resources'), side);
  const value = sides?.[resource];
  const parsed = parseQuantity(typeof value === 'number' ? String(value) : (textAt(sides, resource) ?? ''));
  return parsed.ok && parsed.quantity.nanos > 0n ? parsed.quantity : undefined;
}

function atLeast(quantity: Quantity, other: Quantity | undefined): Quantity {
  return other !== undefined && other.nanos > quantity.nanos ? other : quantity;
}

function isLess(amount: string, needed: string): boolean {
  const [a, b] = [parseQuantity(amount), parseQuantity(needed)];
  return a.ok && b.ok && a.quantity.nanos < b.quantity.nanos;
}

function nonEmpty(resources: { readonly limits: JsonObject; readonly requests: JsonObject }): JsonObject {
  return Object.fromEntries(Object.entries(resources).filter(([, amounts]) => Object.keys(amounts).length > 0));
}
