export { type Failure, parseFailure } from './failures/failure.js';
export type { AcceptedKeys } from './http/accepted-keys.js';
export type { Call, CallFilter, CallLog } from './http/call-log.js';
export type { RateLimit } from './http/rate-limiter.js';
export { reasons, type SimulatorReason } from './reasons.js';
export { parseSeriesDefinitions, type SeriesDefinition, type ValueScript } from './series/series-definition.js';
export type { SeriesFilter } from './series/series-store.js';
export { type DatadogSimulator, type DatadogSimulatorOptions, startDatadogSimulator } from './simulator.js';
