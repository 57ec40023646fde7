import {
  applyPatch,
  type JsonValue,
  matchesWebhook,
  mutateForLibraries,
  mutateForWebhook,
  type Mutation,
  planWebhookSelectors,
  type WebhookName,
} from '@dogwatch/admission';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { comparePods, matchPod } from './compare-pods.ts';
import { divergences, type Divergence, expectationOf } from './divergences.ts';
import { contextOf, planOf } from './setting.ts';
import { fail, type Vector } from './vector.ts';

/** What the webhooks of a vector made of its pod. */
export interface Outcome {
  readonly outcome: 'error' | 'mutated' | 'unchanged';
  /** The original with the patch applied. */
  readonly pod: JsonValue;
  readonly message: string;
}

/** A pod through one webhook, a chain of them, or the library stage alone. */
export function run(vector: Vector): CaseResult {
  const pod: JsonValue = vector.pod ?? null;
  const divergence: Divergence = divergences[vector.name] ?? {};
  const expected = expectationOf(vector);
  const isCalled = vector.group !== 'switch' || selectorMatches(vector);
  const result: Outcome = isCalled ? mutate(vector, pod) : { outcome: 'unchanged', pod, message: '' };
  return allOk([
    compareGiven(expected['selectorMatches'], (value) => compareJson(value, isCalled)),
    compareGiven(expected['outcome'], (value) => compareJson(value, result.outcome)),
    compareMessage(vector.group, expected['error'], result),
    divergence.check?.(result.pod, pod) ?? { ok: true },
    compareGiven(expected['pod'], (value) => comparePods(value, result.pod, vector.compare)),
    compareGiven(expected['match'], (value) => matchPod(value, result.pod)),
  ]);
}

function compareGiven(value: JsonValue | undefined, compare: (value: JsonValue) => CaseResult): CaseResult {
  return value === undefined ? { ok: true } : compare(value);
}

const steps: Readonly<Record<string, readonly WebhookName[]>> = {
  agent_config: ['agent_config'],
  standard_tags: ['standard_tags'],
  lib_injection: ['lib_injection'],
  chain: ['agent_config', 'standard_tags'],
};

/** Whether the selectors of the vector's webhook let the API server call it. */
function selectorMatches(vector: Vector): boolean {
  const name = vector.context?.namespace ?? 'ns';
  const namespaceLabels = vector.context?.namespaceLabels?.[name];
  const namespace = { name, ...(namespaceLabels && { labels: namespaceLabels }) };
  const { labels = {} } = (vector.pod?.['metadata'] ?? {}) as { labels?: Record<string, string> };
  const plan = planOf(vector);
  return (steps[vector.webhook] ?? []).some((webhook) =>
    matchesWebhook(planWebhookSelectors(webhook, plan), labels, namespace),
  );
}

function mutate(vector: Vector, pod: JsonValue): Outcome {
  const plan = planOf(vector);
  const webhooks = steps[vector.webhook];
  let current = pod;
  for (const webhook of webhooks ?? (['lib_injection'] as const)) {
    const context = contextOf(vector, webhook, current, plan);
    const mutation =
      webhooks === undefined
        ? mutateForLibraries(withLibraries(vector, current), plan, context)
        : mutateForWebhook(webhook, current, plan, context);
    if (mutation.failure !== undefined) return { outcome: 'error', pod, message: mutation.failure.message };
    current = patched(webhooks === undefined ? withLibraries(vector, current) : current, mutation);
  }
  const isUnchanged = JSON.stringify(current) === JSON.stringify(withLibraries(vector, pod));
  return { outcome: isUnchanged ? 'unchanged' : 'mutated', pod: current, message: '' };
}

function patched(pod: JsonValue, mutation: Mutation): JsonValue {
  const result = applyPatch(pod, mutation.edits);
  if (!result.ok) throw new Error(result.message);
  const same = compareJson(mutation.pod, result.value);
  if (same.ok !== true) throw new Error(`the patch does not make the mutated pod: ${JSON.stringify(same)}`);
  return result.value;
}

/** A pod that lacks the annotations for the libraries of its vector gets them. */
function withLibraries({ libraries = [] }: Vector, pod: JsonValue): JsonValue {
  const object = pod as { readonly metadata?: { readonly annotations?: Record<string, string> } };
  const annotations = object.metadata?.annotations ?? {};
  if (Object.keys(annotations).some((name) => name.includes('-lib.'))) return pod;
  const wanted = libraries.map(({ language, image = '', container = '' }) => [
    `admission.datadoghq.com/${container === '' ? '' : `${container}.`}${language}-lib.custom-image`,
    image,
  ]);
  if (wanted.length === 0) return pod;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, ...Object.fromEntries(wanted) } },
  };
}

/** Only v1 says in its message what is wrong, in words that count. */
function compareMessage(group: string, text: JsonValue | undefined, { outcome, message }: Outcome): CaseResult {
  if (group !== 'lib-v1' || outcome !== 'error' || typeof text !== 'string') return { ok: true };
  return message.includes(text) ? { ok: true } : fail(`expected ${text} in the message, got ${message}`);
}
