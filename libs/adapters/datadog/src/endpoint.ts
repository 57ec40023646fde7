/** One Datadog site with keys of one organization. */
export interface DatadogEndpoint {
  /** Stands in logs and metrics; two endpoints of one name share a rate budget. */
  readonly name: string;
  /** Such as `https://api.datadoghq.com`; a path is kept in front of `/api/v1/query`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly appKey: string;
}
