import type { KubeClient, KubeFailure } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import type { FollowedObject } from '../kubernetes/follow-object.js';
import { webhookConfigurations } from '../kubernetes/webhook-configurations.js';
import { isUnregistered, planRegistration } from './plan-registration.js';
import type { MutatingWebhookConfiguration } from './render-webhook-configuration.js';

/** Our name as the owner of fields, for server-side apply. */
export const fieldManager = 'dogwatch-admission-webhook';

/** What the registration is kept by. */
export interface RegistrationKeeperOptions {
  readonly client: KubeClient;
  readonly webhookName: string;
  readonly live: Pick<FollowedObject<MutatingWebhookConfiguration>, 'current' | 'state'>;
  readonly log: Logger;
}

/** Keeps the webhook configuration as it should be, while this replica leads. */
export interface RegistrationKeeper {
  /**
   * One look, and at most one write. `desired` undefined: nothing should be registered. `repaired`: what had been applied before
   * was changed by somebody.
   */
  reconcile(desired: MutatingWebhookConfiguration | undefined): Promise<KubeFailure | 'repaired' | undefined>;
}

const tampered = 'Somebody changed the webhook configuration; it was put back. Use our options instead.';

/** A keeper that has not written anything yet. */
export function createRegistrationKeeper(options: RegistrationKeeperOptions): RegistrationKeeper {
  const { client, live, webhookName: name, log } = options;
  const key = { name };
  let applied: string | undefined;

  async function apply(object: MutatingWebhookConfiguration): Promise<KubeFailure | 'repaired' | undefined> {
    const patch = { type: 'apply', object, fieldManager, force: true } as const;
    const result = await client.patch(webhookConfigurations, key, patch);
    if (!result.ok) return result;
    const text = JSON.stringify(object);
    if (applied === text) {
      log.warn({ webhook: name }, tampered);
      return 'repaired';
    }
    log.info({ webhook: name }, 'The webhook configuration was applied.');
    applied = text;
    return undefined;
  }

  async function remove(isAsked: boolean): Promise<KubeFailure | undefined> {
    const result = await client.delete(webhookConfigurations, key);
    if (!result.ok && result.code !== 404) return result;
    const why = isAsked ? 'as its annotation asks' : 'because no mutation is enabled';
    log.info({ webhook: name }, `The webhook configuration was removed, ${why}.`);
    return undefined;
  }

  return {
    reconcile: async (desired) => {
      const { synced, lastError } = live.state();
      if (!synced) return lastError && { ok: false, code: 0, ...lastError };
      const present = live.current();
      switch (planRegistration(present, desired)) {
        case 'apply':
          return desired && apply(desired);
        case 'delete':
          return remove(isUnregistered(present));
        default:
          return undefined;
      }
    },
  };
}
