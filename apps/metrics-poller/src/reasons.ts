/**
 * Why metrics-poller is not ready, does not answer, or asks for a metric rarely, besides the reasons of a metric
 * (`scalingReasons`): each reason with one sentence. The names appear unchanged in logs, probes and explanations.
 */
export const pollerReasons = {
  BackingOff: 'The metric has failed several times in a row and is asked for ever more rarely.',
  NoCredentials: 'There are no Datadog keys: set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET.',
  NoLeader: 'The Lease has not been read yet, so it is not known who leads.',
  NotListed: 'The leader has not listed all DatadogMetrics and autoscalers yet, so a snapshot would be a part only.',
  NotSynced: 'A resource that the leader follows could not be listed yet; check that it exists and may be listed.',
} as const;

/** A reason of `pollerReasons`. */
export type PollerReason = keyof typeof pollerReasons;
