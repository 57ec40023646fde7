import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { diffShape } from './answer-shape.ts';
import { loadGiven, loadStateOf } from './load-given.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

type Json = Readonly<Record<string, unknown>>;

/** Ids as recorded -> ids of the simulator. */
type Ids = Map<string, number>;

/** Recorded calls against the simulator, over HTTP. */
export const run: SectionRunner = async ({ steps }) => {
  const recorded = list(steps).map(object);
  const nowMillis = recorded
    .map(({ response }) => Number(object(object(response)['body'])['created_at']))
    .find(Boolean);
  const simulator = await startDatadogSimulator({ now: () => nowMillis ?? Date.UTC(2026, 0, 1) });
  try {
    loadGiven(simulator, recorded);
    const ids: Ids = new Map();
    const results: CaseResult[] = [];
    for (const { request, response } of recorded)
      results.push(await runStep(simulator, ids, object(request), object(response)));
    return allOk(results);
  } finally {
    await simulator.stop();
  }
};

async function runStep(simulator: DatadogSimulator, ids: Ids, request: Json, response: Json): Promise<CaseResult> {
  const method = text(request['method']);
  const expected = response['body'];
  const id = ids.get(String(object(expected)['id']));
  if (method === 'GET' && id !== undefined) loadStateOf(simulator, id, object(expected));
  const path = text(request['path']).replaceAll(/\d+/g, (digits) => String(ids.get(digits) ?? digits));
  const answer = await send(`${simulator.url}${path}`, method, request['body']);
  const { id: made } = object(answer.body);
  if (method === 'POST' && typeof made === 'number') ids.set(String(object(expected)['id']), made);
  const where = `${method} ${path}`;
  return allOk([
    prefixed(where, compareJson(response['status'], answer.status)),
    prefixed(
      where,
      Number(response['status']) < 300
        ? compareAnswer(request['body'], expected, answer.body)
        : compareJson(expected, answer.body),
    ),
  ]);
}

async function send(
  url: string,
  method: string,
  body: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', 'dd-api-key': 'k', 'dd-application-key': 'a' },
    body: body === null || body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** The same keys and types, and of a monitor everything that was sent. */
function compareAnswer(sent: unknown, expected: unknown, actual: unknown): CaseResult {
  const lines = diffShape(expected, actual);
  if (lines.length > 0) return { ok: false, diff: lines.join('\n') };
  return 'id' in object(actual)
    ? compareJson(toKept(object(sent), object(actual)), actual, { subset: true })
    : { ok: true };
}

const metricTypes: readonly unknown[] = ['metric alert', 'query alert'];

/** What of a body comes back: without what says nothing, and metric monitors under either name. */
function toKept(sent: Json, actual: Json): Json {
  const { on_missing_data: onMissingData, ...options } = object(sent['options']);
  const isSwapped = metricTypes.includes(sent['type']) && metricTypes.includes(actual['type']);
  return {
    ...sent,
    ...(isSwapped ? { type: actual['type'] } : {}),
    ...(sent['options'] === undefined
      ? {}
      : { options: { ...options, ...(onMissingData === 'default' ? {} : { on_missing_data: onMissingData }) } }),
  };
}

function prefixed(where: string, result: CaseResult): CaseResult {
  return result.ok === false ? { ok: false, diff: `${where}: ${result.diff}` } : result;
}
