export type { AttemptEnd, CallFailure, FailureDetail } from './attempt.js';
export {
  type CallBudget,
  type CallBudgetOptions,
  type CallBudgets,
  type CallPermit,
  createCallBudgets,
} from './call-budget.js';
export type { ClientEvents } from './client-events.js';
export { type Credentials, type CredentialsOptions, type CredentialsSource, watchCredentials } from './credentials.js';
export {
  type ClientLimits,
  createDatadogClient,
  type DatadogClient,
  type DatadogClientOptions,
  type MetricsRequest,
  type QueryAnswer,
} from './datadog-client.js';
export { createDatadogMetrics } from './datadog-metrics.js';
export { type AdditionalEndpoint, type DatadogEndpoint, type EndpointSettings, toEndpoints } from './endpoint.js';
export type { LogsCompression } from './logs/compress-body.js';
export {
  createPipelinesReader,
  type ListedPipelines,
  type PipelinesReader,
  type PipelinesReaderOptions,
} from './logs/list-pipelines.js';
export {
  createLogsIntake,
  type LogsIntake,
  type LogsIntakeOptions,
  type LogsToSend,
  type SentLogs,
} from './logs/logs-intake.js';
export {
  createDatadogObjects,
  type DatadogObjects,
  type DatadogObjectsOptions,
  type ObjectAnswer,
  type ObjectCall,
} from './objects/datadog-objects.js';
export { parseProxySettings, type ProxySettings } from './proxy.js';
export { printQueryPath, queryPath, type QueryRange } from './query-path.js';
