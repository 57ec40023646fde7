export { kedaScalerConfig } from './config.js';
export type { KedaScalerConfig } from './config.js';
export { externalScalerService, healthService, loadService } from './grpc/load-service.js';
export { type CallResult, connectScaler, type ScalerClient, type TriggerMetadata } from './grpc/scaler-client.js';
export { kedaScalerPermissions } from './permissions.js';
export { type ScalerReason, scalerReasons } from './reasons.js';
export { runtimeToken, type ScalerRuntime } from './scaler-runtime.js';
export { kedaScaler } from './service.js';
