/** How much an endpoint is trusted. */
export interface EndpointHealth {
  /** How long it was skipped last; the next failure doubles it. */
  readonly skipSeconds: number;
  /** It is skipped before this time, Unix seconds; 0 when it is not. */
  readonly skippedUntilSeconds: number;
}

const minSkipSeconds = 30;
const maxSkipSeconds = 1800;

/** An endpoint that was not used yet. */
export const healthyEndpoint: EndpointHealth = { skipSeconds: minSkipSeconds, skippedUntilSeconds: 0 };

/** After a failed request, whatever the failure: the skip interval doubles (60 s after the first, at most 30 min). */
export function afterEndpointFailure({ skipSeconds }: EndpointHealth, nowSeconds: number): EndpointHealth {
  const doubled = Math.min(skipSeconds * 2, maxSkipSeconds);
  return { skipSeconds: doubled, skippedUntilSeconds: nowSeconds + doubled };
}

/** After an answer: the skip interval halves (at least 30 s), and the endpoint is not skipped any more. */
export function afterEndpointSuccess({ skipSeconds }: EndpointHealth): EndpointHealth {
  return { skipSeconds: Math.max(skipSeconds / 2, minSkipSeconds), skippedUntilSeconds: 0 };
}

/** The order in which to try endpoints until one succeeds, as indexes: in list order, those that are skipped last. */
export function endpointOrder(endpoints: readonly EndpointHealth[], nowSeconds: number): readonly number[] {
  const indexes = endpoints.map((_, index) => index);
  const isSkipped = (index: number): boolean => nowSeconds < (endpoints[index]?.skippedUntilSeconds ?? 0);
  return [...indexes.filter((index) => !isSkipped(index)), ...indexes.filter(isSkipped)];
}

/** Where Datadog's API is: the endpoint of the external metrics, else DATADOG_HOST, else `https://api.SITE`. */
export function baseUrl(settings: {
  readonly endpoint?: string | undefined;
  readonly datadogHost?: string | undefined;
  readonly site?: string | undefined;
}): string {
  const { endpoint = '', datadogHost = '', site = '' } = settings;
  return endpoint || datadogHost || `https://api.${site || 'datadoghq.com'}`;
}
