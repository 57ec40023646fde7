export { type CertificateFiles, fileCertificate } from './certificate/file-certificate.js';
export { type CertificateSource, repeat, type ServingCertificate } from './certificate/serving-certificate.js';
export {
  datadogEntries,
  kubeEntries,
  leaderEntries,
  natsEntries,
  type NatsConfig,
  proxyEntries,
} from './connection-entries.js';
export {
  type ConfigEntries,
  type ConfigEntry,
  type ConfigOf,
  type ConfigSchema,
  defineConfig,
} from './define-config.js';
export { endConnectionsWhileDraining } from './end-connections.js';
export type { HealthRegistry, HealthReport, PeerState, Probe, Readiness } from './health.js';
export { keepHttpParserSmall } from './keep-http-parser-small.js';
export { openNats } from './open-nats.js';
export { type ConfigProblem, parseConfig, type ParsedConfig } from './parse-config.js';
export type { KubePermissions, PolicyRule } from './permissions.js';
export { renderConfigReference } from './render-config-reference.js';
export { serviceConfig } from './service-config.js';
export type { Env, HttpSettings, RunningService, ServiceContext, ServiceDefinition } from './service-context.js';
export { type ProcessHost, runService } from './run-service.js';
export { ServiceStartError } from './service-start-error.js';
export { startService, type StartOptions } from './start-service.js';
