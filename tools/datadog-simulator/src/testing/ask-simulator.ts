import type { DatadogSimulator } from '../simulator.js';

/** Parts of a query to send; times are Unix seconds. */
export interface Question {
  readonly from?: number;
  readonly to?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Keys that a simulator without a list accepts. */
export const anyKeys: Readonly<Record<string, string>> = { 'dd-api-key': 'api-1234', 'dd-application-key': 'app-5678' };

/** Sends `GET /api/v1/query`, by default for seconds 0 to 60. */
export function ask(
  { url }: DatadogSimulator,
  query: string,
  { from = 0, to = 60, headers = anyKeys, signal }: Question = {},
): Promise<Response> {
  const parameters = new URLSearchParams({ from: String(from), to: String(to), query });
  return fetch(`${url}/api/v1/query?${parameters.toString()}`, { headers, signal: signal ?? null });
}

/** The answer's JSON, untyped on purpose: tests match against it. */
export async function askJson(simulator: DatadogSimulator, query: string, question?: Question): Promise<unknown> {
  const response = await ask(simulator, query, question);
  return response.json();
}

/** Calls any API with keys; returns the status and the JSON of the answer, undefined when it is empty. */
export async function call(
  { url }: DatadogSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<readonly [status: number, body: unknown]> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...anyKeys, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return [response.status, text === '' ? undefined : JSON.parse(text)];
}
