export { admissionOptionsReference } from './admission-options.js';
export { readLeaf } from './certificate/certificate-secrets.js';
export { toDnsNames } from './certificate/dns-names.js';
export { makeAuthority, makeLeaf } from './certificate/make-certificates.js';
export { type CertificateStep, type Held, type LeafFacts, planCertificates } from './certificate/plan-certificates.js';
export { admissionWebhookConfig } from './config.js';
export type { AdmissionWebhookConfig } from './config.js';
export { type WebhookReason, webhookReasons } from './reasons.js';
export { admissionWebhook } from './service.js';
