export { metricsPollerConfig } from './config.js';
export { pollerReasons } from './reasons.js';
export { metricsPoller } from './service.js';
export { metricsPollerPermissions } from './permissions.js';
