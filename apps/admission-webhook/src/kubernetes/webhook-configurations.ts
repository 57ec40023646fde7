import { coreResources, defineResource } from '@dogwatch/kube';
import type { MutatingWebhookConfiguration } from '../registration/render-webhook-configuration.js';

/** Webhook configurations, with the fields that we write. */
export const webhookConfigurations = defineResource<MutatingWebhookConfiguration>(
  coreResources.mutatingWebhookConfigurations,
);
