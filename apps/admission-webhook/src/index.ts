export { admissionOptionsReference } from './admission-options.js';
export { admissionWebhookConfig } from './config.js';
export type { AdmissionWebhookConfig } from './config.js';
export { type WebhookReason, webhookReasons } from './reasons.js';
export { admissionWebhook } from './service.js';
