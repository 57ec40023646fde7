/** Every service of the chart that has a Deployment, by name. */
export const services = [
  'admission-webhook',
  'external-metrics-api',
  'keda-scaler',
  'log-preprocessor',
  'metrics-poller',
  'monitor-sync',
] as const;
