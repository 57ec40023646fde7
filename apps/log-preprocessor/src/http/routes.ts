import type { IncomingHttpHeaders } from 'node:http';
import type { LogDefaults } from '@dogwatch/messages';
import { type AnswerForm, v1Form, v2Form } from './log-answer.js';

/** What a path of the intake means. */
export interface IntakeRoute {
  /** Names spans and metrics; holds no key. */
  readonly path: string;
  readonly kind: 'logs' | 'otlp';
  readonly form: AnswerForm;
  readonly apiKey: string | undefined;
  readonly defaults: LogDefaults;
}

const otlpPath = '/v1/logs';
const noDefaults: LogDefaults = {};

/** The route of a request; undefined when the intake has none. `otlpForm` answers in the encoding of the request. */
export function findRoute(url: string, headers: IncomingHttpHeaders, otlpForm: AnswerForm): IntakeRoute | undefined {
  const mark = url.indexOf('?');
  const route = matchPath(mark < 0 ? url : url.slice(0, mark), otlpForm);
  if (route === undefined) return undefined;
  const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1));
  const apiKey = header(headers['dd-api-key']) ?? keyInQuery(query) ?? route.apiKey;
  return { ...route, apiKey, defaults: query === undefined ? noDefaults : toDefaults(query) };
}

function matchPath(path: string, otlpForm: AnswerForm): Omit<IntakeRoute, 'defaults'> | undefined {
  if (path === '/api/v2/logs') return { path, kind: 'logs', form: v2Form, apiKey: undefined };
  if (path === otlpPath) return { path, kind: 'otlp', form: otlpForm, apiKey: undefined };
  const [isOld, apiKey] = /^\/v1\/input(?:\/([^/]+))?$/.exec(path) ?? [];
  return isOld === undefined ? undefined : { path: '/v1/input', kind: 'logs', form: v1Form, apiKey };
}

function keyInQuery(query: URLSearchParams | undefined): string | undefined {
  return query?.get('dd-api-key') ?? query?.get('api_key') ?? undefined;
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function toDefaults(query: URLSearchParams): LogDefaults {
  const hostname = query.get('hostname') ?? query.get('host');
  const [ddsource, ddtags, service] = ['ddsource', 'ddtags', 'service'].map((name) => query.get(name));
  return {
    ...(ddsource && { ddsource }),
    ...(ddtags && { ddtags }),
    ...(hostname && { hostname }),
    ...(service && { service }),
  };
}
