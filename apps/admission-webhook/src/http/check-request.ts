import type { IncomingMessage } from 'node:http';

/** An answer without a review. */
export interface PlainAnswer {
  readonly code: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is right with a request before its body is read, or how it is refused. */
export type CheckedRequest<Route> =
  | { readonly ok: true; readonly path: string; readonly route: Route; readonly timeoutMillis: number | undefined }
  | { readonly ok: false; readonly answer: PlainAnswer };

/** Only POSTs of JSON to a known path are reviews. */
export function checkRequest<Route>(
  { method, url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  routes: ReadonlyMap<string, Route>,
): CheckedRequest<Route> {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const route = routes.get(path);
  if (route === undefined) return refuse(404, `nothing is served under ${path.slice(0, 200)}`);
  if (method !== 'POST') return refuse(405, `send a POST, not a ${method}`, { allow: 'POST' });
  const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json')
    return refuse(400, `the Content-Type must be application/json, got "${mediaType}"`);
  return { ok: true, path, route, timeoutMillis: mark < 0 ? undefined : toTimeoutMillis(url.slice(mark)) };
}

/** The API server says how long it waits: `?timeout=10s`. */
function toTimeoutMillis(query: string): number | undefined {
  const seconds = /[?&]timeout=(\d+)s(?:&|$)/.exec(query)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function refuse(code: number, text: string, headers?: PlainAnswer['headers']): CheckedRequest<never> {
  return { ok: false, answer: { code, text, ...(headers !== undefined && { headers }) } };
}
