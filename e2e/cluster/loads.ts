import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { createPod, isMutated, toPod } from '../lab/pods.ts';
import { servedPath } from '../lab/metrics.ts';
import { client, shop } from './cluster.ts';
import { startLoad, urlsOfServices } from './workbench.ts';
import type { KedaResult, LogResult } from './workbench/loads.ts';

/** What became of calls: how many, and what was wrong with those that failed. */
export interface CallResult {
  readonly calls: number;
  readonly failed: readonly string[];
}

const width = 2;
const pauseMillis = 30;

/** Calls again and again, a few at a time, until `work` is done; `call` gives what was wrong. */
async function repeatWhile(
  call: () => Promise<string | undefined>,
  work: { readonly isDone: boolean },
): Promise<CallResult> {
  const failed: string[] = [];
  let calls = 0;
  const loop = async (): Promise<void> => {
    while (!work.isDone) {
      const wrong = await call();
      calls += 1;
      if (wrong !== undefined) failed.push(`${new Date().toISOString()} ${wrong}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMillis));
    }
  };
  await Promise.all(Array.from({ length: width }, loop));
  return { calls, failed };
}

/** Reads a metric as an HPA does: through the API server. */
async function readMetric(): Promise<string | undefined> {
  const answer = await client.raw('GET', servedPath(shop, 'load'));
  if (!answer.ok) return answer.message;
  const body = await text(answer.value.body);
  return answer.value.status === 200 ? undefined : `${answer.value.status} ${body}`;
}

/** Has a pod admitted: it must come back with what the webhook adds. */
async function admitPod(): Promise<string | undefined> {
  try {
    const pod = await createPod({ client }, toPod(shop, 'admitted'), '?dryRun=All');
    return isMutated(pod) ? undefined : 'the pod was not changed';
  } catch (error) {
    return String(error);
  }
}

/** What became of all callers. */
export interface LoadResult {
  readonly reads: CallResult;
  readonly admissions: CallResult;
  readonly keda: KedaResult;
  readonly logs: LogResult;
}

/** Has every service called in its own way while something happens to it. */
export async function underLoad(happen: () => Promise<unknown>): Promise<LoadResult> {
  const stopLogs = await startLoad({ kind: 'logs', url: urlsOfServices.logs });
  const stopKeda = await startLoad({
    kind: 'keda',
    target: urlsOfServices.keda,
    metadata: { query: 'avg:shop.load{*}', queryValue: '7' },
  });
  const work = { isDone: false };
  const [reads, admissions] = [repeatWhile(readMetric, work), repeatWhile(admitPod, work)];
  let failure: unknown;
  await happen().catch((error: unknown) => (failure = error));
  work.isDone = true;
  const result = { reads: await reads, admissions: await admissions, keda: await stopKeda(), logs: await stopLogs() };
  if (failure !== undefined) throw failure;
  return result;
}

/** That every caller had answers, that the intake took every log in the end, and that Datadog has each. */
export function expectNothingLost({ reads, admissions, keda, logs }: LoadResult): void {
  for (const calls of [reads.calls, admissions.calls, keda.reads, logs.accepted]) expect(calls).toBeGreaterThan(0);
  expect(logs).toMatchObject({ lost: 0, givenUp: 0 });
  expect(keda.failed).toEqual([]);
}

/** One line for a report. */
export function printLoads({ reads, admissions, keda, logs }: LoadResult): string {
  const parts = [
    `${reads.calls} reads (${reads.failed.length} failed)`,
    `${admissions.calls} admissions (${admissions.failed.length} failed)`,
    `${keda.reads} reads of KEDA (${keda.failed.length} failed)`,
    `${logs.accepted} logs (${logs.lost} lost, ${logs.repeated} came twice, ${logs.retries.length} requests sent again)`,
  ];
  return parts.join(' · ');
}

/** Requests with logs that were answered, but not with yes; a shipper sends again where a connection ends between two requests. */
export function listRefusals({ logs }: LoadResult): readonly string[] {
  return logs.retries.filter((failure) => !/other side closed|ECONNRESET/.test(failure));
}
