import { equal, ok } from 'node:assert/strict';
import type { DatadogMetric, DatadogMetricSpec } from '@dogwatch/crds';
import { coreResources } from '@dogwatch/kube';
import type { KubeClient, KubeMethod, KubeResult, RawOptions } from '@dogwatch/kube';
import { textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { readBody } from '../read-body.js';

/** What a check works with. */
export interface ContractContext {
  /** Of an administrator. */
  readonly client: KubeClient;
  /** A namespace that exists, for this check alone. */
  readonly namespace: string;
}

/** One promise of the Kubernetes API on which Dogwatch builds. */
export interface ContractCheck {
  readonly name: string;
  /** Throws an AssertionError if the server does not keep the promise. */
  readonly run: (context: ContractContext) => Promise<void>;
}

/** The value of a call that must not fail. */
export function must<T>(result: KubeResult<T>): T {
  ok(result.ok, result.ok ? '' : `${result.code} ${result.reason}: ${result.message}`);
  return result.value;
}

/** Asserts that a call was refused with that code and reason. */
export function mustRefuse(result: KubeResult<unknown>, code: number, reason: string): void {
  const seen = result.ok ? 'accepted' : `${result.code} ${result.reason}`;
  equal(seen, `${code} ${reason}`);
}

/** A DatadogMetric to create. */
export function metric(
  namespace: string,
  name: string,
  spec: DatadogMetricSpec = { query: 'avg:a{*}' },
): DatadogMetric {
  return { metadata: { namespace, name }, spec };
}

/** Creates a DatadogMetric. */
export async function createMetric({ client, namespace }: ContractContext, name: string): Promise<DatadogMetric> {
  return must(await client.create(coreResources.datadogMetrics, metric(namespace, name)));
}

/** The path of a namespace's DatadogMetrics. */
export function metricsPath(namespace: string): string {
  return `/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmetrics`;
}

/** A request whose answer is read whole. */
export async function callApi(
  client: KubeClient,
  method: KubeMethod,
  path: string,
  options: RawOptions = {},
): Promise<{ readonly code: number; readonly body: unknown }> {
  const headers = { 'content-type': 'application/json', ...options.headers };
  const answer = must(await client.raw(method, path, { ...options, headers }));
  const text = (await readBody(answer.body)).toString();
  return { code: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** One line of a watch. */
export interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/** Reads `count` events of a watch; fails if it ends before. `meanwhile` is called once the watch has begun. */
export async function readWatch(
  client: KubeClient,
  path: string,
  query: Readonly<Record<string, boolean | number | string>>,
  { count, meanwhile }: { readonly count: number; readonly meanwhile?: () => Promise<unknown> },
): Promise<readonly WatchEvent[]> {
  const answer = must(await client.raw('GET', path, { query: { watch: true, timeoutSeconds: 10, ...query } }));
  equal(answer.status, 200);
  // Giving up a body before its end is reported as an error of that body.
  answer.body.once('error', () => {});
  await meanwhile?.();
  const events: WatchEvent[] = [];
  let text = '';
  for await (const chunk of answer.body) {
    const lines = `${text}${String(chunk)}`.split('\n');
    text = lines.pop() ?? '';
    events.push(...lines.map((line): WatchEvent => JSON.parse(line)));
    if (events.length >= count) break;
  }
  ok(events.length >= count, `the watch ended after ${JSON.stringify(events)}`);
  return events.slice(0, count);
}

/** `TYPE name` of events. */
export function toLines(events: readonly WatchEvent[]): readonly string[] {
  return events.map(({ type, object }) => `${type} ${textAt(object, 'metadata', 'name')}`);
}

/** Asks until `isDone`, for what a server does in its own time; fails after ten seconds. */
export async function eventually(what: string, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isDone())) {
    ok(Date.now() < deadline, `${what} did not come true in 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
