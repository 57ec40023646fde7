import { applyPatch, type JsonObject, type JsonValue } from '@dogwatch/admission';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { comparePods } from './compare-pods.ts';
import { registrationOf, type RunningWebhook, webhookFor } from './running-webhook.ts';
import { fail, type Expected, type Vector } from './vector.ts';

/** What is checked where the case describes it in words. */
const divergences: Readonly<Record<string, Partial<Expected>>> = {
  'http/unchanged-pod': { patch: null },
  'http/content-type-with-charset': { status: 200 },
};

interface VectorRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: { readonly request: { readonly object: JsonValue } };
  readonly rawBody?: string;
}

interface Review {
  readonly request?: JsonValue;
  readonly response?: { readonly [key: string]: JsonValue | undefined; readonly patch?: string };
}

/** A request to the running service. The cases that another case's result is compared with come in as a function. */
export function runHttp(vector: Vector, podOf: (name: string) => JsonValue | undefined): Promise<CaseResult> {
  return ask(vector, { ...vector.expected, ...divergences[vector.name] }, podOf);
}

async function ask(
  vector: Vector,
  expected: Expected,
  podOf: (name: string) => JsonValue | undefined,
): Promise<CaseResult> {
  const webhook = await webhookFor(vector);
  // the service answers before it is registered, but not before it has a certificate
  await registrationOf(webhook, 'datadog-webhook');
  const { body, rawBody, ...call } = (vector.request ?? {}) as unknown as VectorRequest;
  const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const before = eventsOf(webhook);
  const answer = await webhook.send({ ...call, ...(text !== undefined && { body: text }) });
  const review: Review = answer.status === 200 ? JSON.parse(answer.text) : {};
  return allOk([
    compareJson(expected['status'], answer.status),
    compareBody(expected['body'], review as JsonValue),
    comparePatch(expected, vector, review, podOf),
    expected['requestEchoed'] === undefined
      ? { ok: true }
      : compareJson(expected['requestEchoed'], 'request' in review),
    expected['sideEffects'] === 'none' ? compareJson(before, eventsOf(webhook)) : { ok: true },
  ]);
}

function eventsOf({ kube }: RunningWebhook): number {
  const events = { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true };
  return kube.store.list(events).length;
}

function compareBody(expected: JsonValue | undefined, actual: JsonValue): CaseResult {
  if (expected === undefined) return { ok: true };
  return compareJson(withFreeTexts(expected, actual), actual, { subset: true });
}

/** `<non-empty>` stands for any text. */
function withFreeTexts(expected: JsonValue, actual: JsonValue | undefined): JsonValue {
  if (expected === '<non-empty>') return typeof actual === 'string' && actual !== '' ? actual : expected;
  if (!isObject(expected)) return expected;
  const members = Object.entries(expected).map(([key, value]) => [
    key,
    withFreeTexts(value ?? null, isObject(actual) ? actual[key] : undefined),
  ]);
  return Object.fromEntries(members);
}

function comparePatch(
  expected: Expected,
  { request }: Vector,
  { response = {} }: Review,
  podOf: (name: string) => JsonValue | undefined,
): CaseResult {
  if (expected['patch'] === null) {
    return compareJson(
      [],
      Object.keys(response).filter((key) => key === 'patch' || key === 'patchType'),
    );
  }
  const source = expected['patchAppliedEquals'];
  if (typeof source !== 'string') return { ok: true };
  const [name = ''] = source.split(' ');
  const { body } = (request ?? {}) as unknown as VectorRequest;
  return compareEnv(podOf(name) ?? null, body?.request.object ?? null, response.patch ?? '');
}

function compareEnv(wanted: JsonValue, original: JsonValue, patch: string): CaseResult {
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString('utf8'));
  const patched = applyPatch(original, operations);
  if (!patched.ok) return fail(patched.message);
  return comparePods(containerEnv(wanted), containerEnv(patched.value));
}

function containerEnv(pod: JsonValue): JsonValue {
  const { spec } = pod as { readonly spec: { readonly containers: readonly JsonObject[] } };
  return spec.containers.map(({ env }) => ({ env: env ?? null }));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
