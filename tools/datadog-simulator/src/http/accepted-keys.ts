import type { ApiRequest, Route } from './route.js';

/** The keys a simulator accepts; an absent list accepts any key that is not empty. */
export interface AcceptedKeys {
  readonly apiKeys?: readonly string[] | undefined;
  readonly applicationKeys?: readonly string[] | undefined;
}

/** The keys of a request, from headers or, as old clients do, from parameters. */
export function keysOf({ headers, parameters, path }: ApiRequest): {
  readonly apiKey: string;
  readonly applicationKey: string;
} {
  return {
    apiKey: single(headers['dd-api-key']) || parameters.get('api_key') || (keyInPath.exec(path)?.[1] ?? ''),
    applicationKey: single(headers['dd-application-key']) ?? parameters.get('application_key') ?? '',
  };
}

/** Where the logs intake of old takes the key. */
const keyInPath = /^\/v1\/input\/([^/]+)$/;

/** Whether a request carries the keys its route needs. */
export function isAuthorized(request: ApiRequest, { keys }: Route, accepted: AcceptedKeys): boolean {
  const { apiKey, applicationKey } = keysOf(request);
  return (
    keys === 'none' ||
    (accepts(accepted.apiKeys, apiKey) && (keys === 'api' || accepts(accepted.applicationKeys, applicationKey)))
  );
}

function accepts(accepted: readonly string[] | undefined, key: string): boolean {
  return key !== '' && (accepted === undefined || accepted.includes(key));
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
