export { metricsPollerConfig } from './config.js';
export { metricsPoller } from './service.js';
