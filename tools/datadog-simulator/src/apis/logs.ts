import type { ReceivedLog } from '../logs/log-store.js';
import { notJson } from '../http/read-request.js';
import type { ApiRequest, ApiState, Route } from '../http/route.js';
import type { Answer } from '../http/send.js';

const maxBytes = 5_000_000;
const maxLogBytes = 1_000_000;
const maxLogs = 1000;

/** The logs intake, new and old. */
export const logsRoutes: readonly Route[] = [
  intake('/api/v2/logs', 202, (status, detail) => ({
    status,
    body: { errors: [{ status: String(status), title: titles[status] ?? 'Error', detail }] },
  })),
  intake('/v1/input', 200, toOldError),
  intake('/v1/input/*', 200, toOldError),
];

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'Payload Too Large',
};

function toOldError(code: number, message: string): Answer {
  return { status: code, body: { code, message } };
}

function intake(path: string, success: number, toError: NonNullable<Route['toError']>): Route {
  const handle = (request: ApiRequest, { logs }: ApiState): Answer => {
    if (Buffer.byteLength(request.text) > maxBytes) {
      return toError(413, `The payload is larger than ${maxBytes} bytes`);
    }
    const items = itemsOf(request);
    if (items === undefined) {
      return toError(400, 'Invalid JSON');
    }
    if (items.length > maxLogs) {
      return toError(413, `The payload holds more than ${maxLogs} logs`);
    }
    const defaults = defaultsOf(request.parameters);
    logs.add(items.map((item) => ({ ...defaults, ...truncate(item) })));
    return { status: success, body: {} };
  };
  return { method: 'POST', path, keys: 'api', takesText: true, toError, handle };
}

function itemsOf({ body, headers, text }: ApiRequest): readonly ReceivedLog[] | undefined {
  const type = headers['content-type'] ?? 'application/json';
  if (!type.startsWith('application/json')) {
    return text.split('\n').flatMap((message) => (message === '' ? [] : [{ message }]));
  }
  if (body === notJson || body === undefined) {
    return undefined;
  }
  return (Array.isArray(body) ? body : [body]).map((item: unknown) =>
    typeof item === 'object' && item !== null ? { ...item } : { message: String(item) },
  );
}

function truncate(log: ReceivedLog): ReceivedLog {
  const { message } = log;
  return typeof message === 'string' && message.length > maxLogBytes
    ? { ...log, message: message.slice(0, maxLogBytes) }
    : log;
}

function defaultsOf(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const names = ['ddsource', 'ddtags', 'hostname', 'service'];
  return Object.fromEntries([...parameters].filter(([name]) => names.includes(name)));
}
