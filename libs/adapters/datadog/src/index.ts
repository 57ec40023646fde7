export type { CallBudget, CallBudgets, CallPermit } from './call-budget.js';
export type { Credentials, CredentialsSource } from './credentials.js';
export type {
  ClientEvents,
  ClientLimits,
  DatadogClient,
  EndpointSource,
  MetricsRequest,
  QueryAnswer,
} from './datadog-client.js';
export type { DatadogEndpoint } from './endpoint.js';
export type { RateLimit } from './rate-limit.js';
export { type DatadogReason, datadogReasons } from './reasons.js';
