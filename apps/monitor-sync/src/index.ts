export { monitorSyncConfig } from './config.js';
export { monitorSyncReasons } from './reasons.js';
export { monitorSync } from './service.js';
export { monitorSyncPermissions } from './permissions.js';
