/**
 * Why a review failed or this service is not ready, besides the reasons of the mutation (`admissionReasons`): each reason with
 * one sentence. The names appear unchanged in warnings, logs, metrics and probes.
 */
export const webhookReasons = {
  NoCertificate:
    'There is no certificate to serve: it is made by the leader, or by cert-manager, and read from a Secret.',
  NoNamespaces: 'The namespaces have not been listed yet, so targets that select by their labels cannot be decided.',
  NotRegistered: 'The webhook configuration is not there or lacks an entry of ours, so no pod is changed.',
  NotTrusted: 'The API server does not trust the certificate that is served.',
  ProbeRefused: 'The API server refused a probe, most often because it cannot call the webhooks; the message says why.',
  Unexpected: 'The mutation failed in a way that it should not; the pod was admitted as it is.',
  WebhookNotCalled: 'The API server created a probe without calling the webhooks: its registration does not match.',
} as const;

/** A reason of `webhookReasons`. */
export type WebhookReason = keyof typeof webhookReasons;
