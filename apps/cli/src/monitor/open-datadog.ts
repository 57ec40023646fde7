import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDatadogObjects,
  type Credentials,
  type DatadogEndpoint,
  type DatadogObjects,
  type ObjectAnswer,
  parseProxySettings,
  toEndpoints,
} from '@dogwatch/datadog';
import { type ApiBody, type ApiCall, isObject, type ObjectApi, toTexts } from '@dogwatch/monitors';
import { createScrubber } from '@dogwatch/telemetry';
import { UsageError } from '../cli-command.js';
import type { DatadogOptions } from './datadog-options.js';

/** Reads objects of Datadog. What cannot be read for other reasons than that it is not there is wrong usage. */
export interface DatadogReader {
  /** The parsed answer; `undefined` when there is no such object. */
  get(call: ApiCall): Promise<unknown>;
  /** All objects of an API that carry the tag of resources. */
  listOwned(api: ObjectApi): Promise<readonly ApiBody[]>;
  /** Every page of a list; `toCall` says how one is asked for. */
  listPages(
    toCall: (index: number) => ApiCall,
    pageSize: number,
    parse: (body: unknown) => readonly ApiBody[] | undefined,
  ): Promise<readonly ApiBody[]>;
}

/** Works with Datadog; the connections are closed when `work` is done. */
export async function withDatadog<T>(options: DatadogOptions, work: (reader: DatadogReader) => Promise<T>): Promise<T> {
  const endpoint = toEndpoint(options, process.env);
  const objects = createDatadogObjects({
    endpoint: () => endpoint,
    proxy: parseProxySettings(process.env),
    userAgent: 'dogwatch-cli',
    scrubber: createScrubber(),
  });
  try {
    return await work(toReader(objects));
  } finally {
    await objects.close();
  }
}

function toEndpoint({ url, site }: DatadogOptions, env: NodeJS.ProcessEnv): DatadogEndpoint {
  const [endpoint] = toEndpoints({
    credentials: toKeys(env),
    endpoint: url ?? env['DD_DD_URL'] ?? env['DD_URL'],
    site: site ?? env['DD_SITE'],
  });
  if (endpoint === undefined) {
    throw new UsageError('Datadog is asked with two keys; set DD_API_KEY and DD_APP_KEY');
  }
  if (URL.canParse(endpoint.baseUrl)) return endpoint;
  throw new UsageError(`the base URL of Datadog is no URL: ${endpoint.baseUrl}; write --url https://api.datadoghq.com`);
}

function toKeys({ DD_API_KEY: apiKey = '', DD_APP_KEY: appKey = '' }: NodeJS.ProcessEnv): Credentials | undefined {
  return apiKey === '' || appKey === '' ? undefined : { apiKey, appKey };
}

/** Enough for 100,000 monitors; a server that never ends its list is not followed for ever. */
const maxPages = 1000;

function toReader(objects: DatadogObjects): DatadogReader {
  const get: DatadogReader['get'] = async (call) => parseAnswer(call, await callPatiently(objects, call));
  const listPages: DatadogReader['listPages'] = async (toCall, pageSize, parse) => {
    const found: ApiBody[] = [];
    for (let index = 0; index < maxPages; index += 1) {
      const call = toCall(index);
      const page = parse(await get(call));
      if (page === undefined)
        throw new UsageError(`${call.method} ${call.path} was answered with something that is no list`);
      found.push(...page);
      if (page.length < pageSize) return found;
    }
    throw new UsageError(`Datadog's list has more than ${maxPages} pages; narrow the search`);
  };
  return {
    get,
    listPages,
    listOwned: async ({ list }) =>
      list === undefined
        ? []
        : listPages(
            (index) => list.page(index),
            list.pageSize,
            (body) => list.parse(body),
          ),
  };
}

const maxAttempts = 4;
const longestWaitSeconds = 60;

/** Calls are answered with 429 until the limit is set back: that is worth waiting for, a few times. */
async function callPatiently(objects: DatadogObjects, call: ApiCall): Promise<ObjectAnswer> {
  let answer = await objects.call(call);
  for (let attempt = 1; attempt < maxAttempts && answer.status === 429; attempt += 1) {
    await sleep(Math.min(answer.retryAfterSeconds ?? 1, longestWaitSeconds) * 1000);
    answer = await objects.call(call);
  }
  return answer;
}

function parseAnswer({ method, path }: ApiCall, { status, body }: ObjectAnswer): unknown {
  if (status >= 200 && status < 300) return body;
  if (status === 404) return undefined;
  const errors = isObject(body) ? toTexts(body['errors']).join('; ') : typeof body === 'string' ? body : '';
  const said = errors === '' ? '' : `: ${errors}`;
  if (status === 0) throw new UsageError(`Datadog did not answer ${method} ${path}${said}`);
  const advice = status === 401 || status === 403 ? '; check DD_API_KEY, DD_APP_KEY, their scopes and DD_SITE' : '';
  throw new UsageError(`Datadog answered ${method} ${path} with ${status}${said}${advice}`);
}
