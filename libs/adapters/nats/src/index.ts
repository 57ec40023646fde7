export { startEmbeddedBroker } from './broker/start-embedded-broker.js';
export type { EmbeddedBroker, EmbeddedBrokerOptions } from './broker/start-embedded-broker.js';
export type { FetchedSnapshot } from './follow/fetch-snapshot.js';
export { followMetricValues } from './follow/follow-metric-values.js';
export type {
  FollowMetricValuesOptions,
  MetricValuesFollower,
  MetricValuesTaker,
} from './follow/follow-metric-values.js';
export { connectNats } from './link/connect-nats.js';
export type {
  Answer,
  MessageContext,
  NatsCounters,
  NatsLink,
  NatsState,
  NatsSubscription,
  RequestManyOptions,
  RequestOptions,
  SubjectKeys,
  SubscribeOptions,
} from './link/nats-link.js';
export type { NatsCredentialOptions, NatsOptions, NatsTlsOptions } from './link/nats-options.js';
export { natsTransport } from './nest/nats-transport.js';
export type { NatsTransportOptions } from './nest/nats-transport.js';
export { schemaPipe, toRpcException } from './nest/schema-pipe.js';
export { NatsEvent, NatsRequest } from './nest/subject-decorators.js';
export type { HandlerOptions } from './nest/subject-decorators.js';
export { natsReasons } from './reasons.js';
export type { NatsReason } from './reasons.js';
export { refuse } from './result.js';
export type { NatsRefusal, NatsResult } from './result.js';
export { anyPayload } from './schema.js';
export type { PayloadSchema, SchemaIssue } from './schema.js';
export type { StreamConsumer, StreamHandler } from './stream/consume-stream.js';
export { type DurableStream, openStream } from './stream/open-stream.js';
export type {
  ConsumeOptions,
  StreamDelivery,
  StreamFacts,
  StreamMessage,
  StreamOptions,
  StreamVerdict,
} from './stream/stream-options.js';
