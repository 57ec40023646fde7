/** What the parts of the application are injected by. */
export const tokens = {
  certificate: Symbol('CertificateSource'),
  kube: Symbol('KubeClient'),
  nats: Symbol('NatsLink'),
  trust: Symbol('TrustFollower'),
  values: Symbol('Values'),
  respond: Symbol('Respond'),
} as const;
