import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JsonValue } from '@dogwatch/admission';
import {
  coreResources,
  type KubeClient,
  type KubeFailure,
  type KubeResult,
  type ObjectPage,
  type Pod,
} from '@dogwatch/kube';
import type { AdmissionRescan, UnmutatedPod } from '@dogwatch/messages';
import type { FindOwner } from '../owners/find-owner.js';
import { rehearse } from '../review/rehearse.js';
import type { Rules } from '../review/rules.js';

/** What a look at the running pods needs. */
export interface RescanOptions extends Rules {
  readonly client: Pick<KubeClient, 'listPage'>;
}

/** Reading a page and looking at some pods is done in one go, and a review may have to wait for that long. */
const pageSize = 100;
const podsPerTurn = 5;
/** How many pods are named; the rest is counted. */
const maxNamed = 200;

/**
 * Looks for running pods that the webhooks would change if they were created now: they came into being while nobody answered,
 * or before the settings were what they are.
 */
export async function rescan(
  options: RescanOptions,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<KubeResult<AdmissionRescan>> {
  const named: UnmutatedPod[] = [];
  const count = { checked: 0, missing: 0 };
  const place = namespace === undefined ? {} : { namespace };
  const rules: Rules = { ...options, findOwner: rememberOwners(options.findOwner) };
  let next: string | undefined;
  do {
    const position: { readonly continue?: string } = next === undefined ? {} : { continue: next };
    const page: KubeResult<ObjectPage<Pod>> = await options.client.listPage(coreResources.pods, {
      signal,
      limit: pageSize,
      ...place,
      ...position,
    });
    if (!page.ok) return page;
    const running = page.value.items.filter(isAlive);
    const found = await inspectAll(running, rules, signal);
    if (signal.aborted) return cancelled;
    count.checked += running.length;
    count.missing += found.length;
    named.push(...found.slice(0, maxNamed - named.length));
    next = page.value.continue || undefined;
  } while (next !== undefined);
  return { ok: true, value: { atMillis: options.nowMillis(), ...count, pods: named } };
}

/** Finds each owner once, also those that are not there: thousands of pods may belong to an object that may not be read. */
function rememberOwners(findOwner: FindOwner): FindOwner {
  const found = new Map<string, ReturnType<FindOwner>>();
  return (address) => {
    const key = Object.values(address).join('/');
    const owner = found.get(key) ?? findOwner(address);
    found.set(key, owner);
    return owner;
  };
}

const cancelled: KubeFailure = {
  ok: false,
  reason: 'Cancelled',
  code: 0,
  message: 'the look at the pods was given up',
};

function isAlive({ metadata, status }: Pod): boolean {
  const isEnding = metadata.deletionTimestamp !== undefined;
  return !isEnding && (status?.phase === 'Running' || status?.phase === 'Pending');
}

async function inspectAll(pods: readonly Pod[], options: Rules, signal: AbortSignal): Promise<readonly UnmutatedPod[]> {
  const found: UnmutatedPod[] = [];
  for (const [index, pod] of pods.entries()) {
    if (index % podsPerTurn === 0) await nextTurn();
    if (signal.aborted) break;
    const { namespace = '', name } = pod.metadata;
    // as JSON, which is what the rules take
    const json: JsonValue = JSON.parse(JSON.stringify(pod));
    const rehearsals = await rehearse(json, namespace, options);
    const missing = rehearsals
      .flatMap(({ mutation }) => (mutation !== undefined && mutation.edits.length > 0 ? mutation.decisions : []))
      .filter(({ outcome, reason }) => outcome === 'applied' && reason !== 'OptedIn')
      .map(({ message }) => message);
    if (missing.length > 0) found.push({ namespace, name, missing });
  }
  return found;
}
