import type { JsonValue } from '@dogwatch/admission';
import { coreResources, type KubeClient, type KubeResult, type ObjectPage, type Pod } from '@dogwatch/kube';
import type { AdmissionRescan, UnmutatedPod } from '@dogwatch/messages';
import { rehearse } from '../review/rehearse.js';
import type { Rules } from '../review/rules.js';

/** What a look at the running pods needs. */
export interface RescanOptions extends Rules {
  readonly client: Pick<KubeClient, 'listPage'>;
}

const pageSize = 500;
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
    const found = await inspectAll(running, options);
    count.checked += running.length;
    count.missing += found.length;
    named.push(...found.slice(0, maxNamed - named.length));
    next = page.value.continue || undefined;
  } while (next !== undefined);
  return { ok: true, value: { atMillis: options.nowMillis(), ...count, pods: named } };
}

function isAlive({ metadata, status }: Pod): boolean {
  const isEnding = metadata.deletionTimestamp !== undefined;
  return !isEnding && (status?.phase === 'Running' || status?.phase === 'Pending');
}

async function inspectAll(pods: readonly Pod[], options: Rules): Promise<readonly UnmutatedPod[]> {
  const found: UnmutatedPod[] = [];
  for (const pod of pods) {
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
