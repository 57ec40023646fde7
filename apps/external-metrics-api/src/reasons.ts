/**
 * Why a request was refused or the server is not ready, besides the reasons of serving a metric (`scalingReasons`): each
 * reason with one sentence. The names appear unchanged in logs, metrics, probes and explanations.
 */
export const apiReasons = {
  CertificateExpired: 'The client certificate, or one that signed it, has expired.',
  CertificateNotForClients:
    'The extended key usage of the client certificate does not allow TLS client authentication.',
  CertificateNotYetValid: 'The client certificate, or one that signed it, is not valid yet; check the clocks.',
  Denied: 'The API server does not allow it: grant get and list on the metric in external.metrics.k8s.io.',
  InvalidAuthenticationConfig: 'The ConfigMap kube-system/extension-apiserver-authentication cannot be read.',
  InvalidCertificate: 'The client certificate is neither that of a front proxy nor that of a user.',
  InvalidToken: 'The API server does not accept the bearer token.',
  LeaderAway: 'metrics-poller does not answer, so values come from the status of the DatadogMetrics.',
  MissingUserHeader: 'A front proxy sent a request without naming a user.',
  NoAuthenticationConfig: 'The ConfigMap kube-system/extension-apiserver-authentication has not been read yet.',
  NoValues: 'Neither metrics-poller nor the DatadogMetrics could be read yet.',
  ReviewFailed: 'The API server did not answer the SubjectAccessReview, so nothing is allowed.',
  TokenReviewFailed: 'The API server did not answer the TokenReview, so the token proves nothing.',
  TooManyReviews: 'More access reviews are under way than may wait.',
  TooManyTokenReviews: 'More token reviews are under way than may wait.',
  UnknownAuthority: 'No CA that the cluster trusts has signed the client certificate.',
  ValuesOutdated: 'Nothing was heard from metrics-poller or the API server for so long that all values are too old.',
} as const;

/** A reason of `apiReasons`. */
export type ApiReason = keyof typeof apiReasons;
