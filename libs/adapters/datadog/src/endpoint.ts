import { baseUrl } from '@dogwatch/scaling';
import type { Credentials } from './credentials.js';

/** One Datadog site with keys of one organization. */
export interface DatadogEndpoint {
  /** Stands in logs and metrics; two endpoints of one name share a rate budget. */
  readonly name: string;
  /** Such as `https://api.datadoghq.com`; a path is kept in front of `/api/v1/query`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly appKey: string;
}

/** An item of DD_EXTERNAL_METRICS_PROVIDER_ENDPOINTS. */
export interface AdditionalEndpoint {
  readonly site?: string | undefined;
  readonly url?: string | undefined;
  readonly api_key: string;
  readonly app_key: string;
}

/** What decides where Datadog is asked. */
export interface EndpointSettings {
  /** DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT. */
  readonly endpoint?: string | undefined;
  /** DATADOG_HOST. */
  readonly datadogHost?: string | undefined;
  /** DD_SITE. */
  readonly site?: string | undefined;
  /** Keys of the main endpoint; without them it is left out. A site that stands beside them wins over `site`. */
  readonly credentials: Credentials | undefined;
  /** Tried after the main one, in this order. */
  readonly additional?: readonly AdditionalEndpoint[];
}

/** The endpoints in the order to try them, each named by its host; a second one at the same host is `host#2`. */
export function toEndpoints({ credentials, additional = [], ...main }: EndpointSettings): DatadogEndpoint[] {
  const first = credentials === undefined ? [] : [toMain(main, credentials)];
  const others = additional.map(({ site, url, api_key: apiKey, app_key: appKey }) => ({
    baseUrl: baseUrl({ endpoint: url, site }),
    apiKey,
    appKey,
  }));
  const seen = new Map<string, number>();
  return [...first, ...others].map((endpoint) => {
    const host = URL.canParse(endpoint.baseUrl) ? new URL(endpoint.baseUrl).host : endpoint.baseUrl;
    const count = (seen.get(host) ?? 0) + 1;
    seen.set(host, count);
    return { name: count === 1 ? host : `${host}#${count}`, ...endpoint };
  });
}

function toMain(main: Parameters<typeof baseUrl>[0], { apiKey, appKey, site = main.site }: Credentials) {
  return { baseUrl: baseUrl({ ...main, site }), apiKey, appKey };
}
