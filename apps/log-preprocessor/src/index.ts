export { logPreprocessorConfig } from './config.js';
export type { LogPreprocessorConfig } from './config.js';
export { type LogReason, logReasons } from './reasons.js';
export { logPreprocessor } from './service.js';
export { logPreprocessorPermissions } from './permissions.js';
