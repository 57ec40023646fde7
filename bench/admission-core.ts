import {
  compileAdmissionPlan,
  type JsonValue,
  type Mutation,
  mutateForWebhook,
  mutatePod,
  type OwnerLookup,
  parseAdmissionOptions,
  parseJson,
  type WebhookName,
} from '@dogwatch/admission';
import { toPod } from './admission-pod.ts';
import type { Row } from './bench.ts';

const roundMillis = 100;
const rounds = 20;
const owner: OwnerLookup = {
  found: true,
  kind: 'Deployment',
  name: 'web',
  labels: { 'tags.datadoghq.com/env': 'prod', 'tags.datadoghq.com/service': 'web' },
};
const context = { namespace: 'shop', nowSeconds: 1_700_000_000, namespaceLabels: {}, owner };

function planFor(environment: Readonly<Record<string, string>>) {
  const parsed = parseAdmissionOptions(environment);
  return compileAdmissionPlan(parsed, { ownNamespace: 'datadog', startTimeSeconds: 1_690_000_000 });
}

/** The pod as it comes out of JSON, opted in or out. */
function parsePod(enabled: 'false' | 'true'): JsonValue {
  const text = JSON.stringify(toPod(0)).replace('/enabled":"true"', `/enabled":"${enabled}"`);
  const json = parseJson(text);
  if (!json.ok) throw new Error('what was printed is JSON');
  return json.value;
}

/** Nanoseconds a mutation, the best of many short rounds: the others shared the core with something else or warmed up. */
function measure(mutate: () => Mutation): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < roundMillis) {
      for (let index = 0; index < 100; index++) mutate();
      count += 100;
    }
    best = Math.min(best, ((performance.now() - start) * 1e6) / count);
  }
  return best;
}

function row(name: string, mutate: () => Mutation, target?: Row['target']): Row {
  const { edits } = mutate();
  const note = `${edits.length} operations`;
  return { name: `rules alone: ${name}`, value: measure(mutate), unit: 'ns', note, ...(target && { target }) };
}

/** The patch of a webhook for the pods of this benchmark, as JSON. */
export function printPatch(webhook: WebhookName): string {
  return JSON.stringify(mutateForWebhook(webhook, parsePod('true'), planFor({}), context).edits);
}

/** Mutations alone, without reading and writing JSON: what a webhook spends on deciding and on making the patch. */
export function measureMutations(): readonly Row[] {
  const [v1, v2] = [planFor({}), planFor({ DD_APM_INSTRUMENTATION_VERSION: 'v2' })];
  const [optedIn, optedOut] = [parsePod('true'), parsePod('false')];
  return [
    row('agent_config', () => mutateForWebhook('agent_config', optedIn, v1, context), { atMost: 10_000 }),
    row('standard_tags', () => mutateForWebhook('standard_tags', optedIn, v1, context), { atMost: 10_000 }),
    row('lib_injection, v1', () => mutateForWebhook('lib_injection', optedIn, v1, context), { atMost: 50_000 }),
    row('lib_injection, v2', () => mutateForWebhook('lib_injection', optedIn, v2, context), { atMost: 50_000 }),
    row('all webhooks, v1', () => mutatePod(optedIn, v1, context)),
    row('a pod that opted out', () => mutatePod(optedOut, v1, context)),
  ];
}
