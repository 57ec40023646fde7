import { isDeepStrictEqual } from 'node:util';
import type { MutatingWebhook, MutatingWebhookConfiguration } from './render-webhook-configuration.js';

/** Set to "true" on the webhook configuration, it makes us take the object away and not put it back. */
export const unregisterAnnotation = 'admission.dogwatch.io/unregister';

/** What to do with the webhook configuration. */
export type RegistrationStep = 'apply' | 'delete' | 'none';

/**
 * Decides what to do. `desired` is what we own; fields that it does not have, entries of others and defaults of the API server
 * are none of our business.
 */
export function planRegistration(
  live: MutatingWebhookConfiguration | undefined,
  desired: MutatingWebhookConfiguration | undefined,
): RegistrationStep {
  if (isUnregistered(live) || desired === undefined) return live === undefined ? 'none' : 'delete';
  if (live === undefined || !isSubset(desired.metadata, live.metadata)) return 'apply';
  return hasEntries(live.webhooks ?? [], desired.webhooks ?? []) ? 'none' : 'apply';
}

/** Whether our entries are there as they should be and in our order, which is that of the calls. */
function hasEntries(found: readonly MutatingWebhook[], wanted: readonly MutatingWebhook[]): boolean {
  const names = new Set(wanted.map(({ name }) => name));
  const ours = found.filter(({ name }) => names.has(name));
  return isSubset(wanted, ours) && wanted.every((entry, index) => choosesAlike(entry, ours[index]));
}

/** Whether both are called for the same objects: what is added to a selector or a rule takes objects away. */
function choosesAlike(wanted: MutatingWebhook, found: MutatingWebhook | undefined): boolean {
  return isDeepStrictEqual(toChoice(wanted), found && toChoice(found));
}

function toChoice({ objectSelector, namespaceSelector, rules }: MutatingWebhook): unknown {
  return { objectSelector, namespaceSelector, rules: rules.map((rule) => ({ scope: '*', ...rule })) };
}

/** Whether somebody has asked for the object to go, and to stay away. */
export function isUnregistered(live: MutatingWebhookConfiguration | undefined): boolean {
  return live?.metadata.annotations?.[unregisterAnnotation] === 'true';
}

/** Whether every field of `wanted` is there as it is; lists have to be equal in length and order. */
function isSubset(wanted: unknown, found: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(found) || found.length !== wanted.length)) return false;
  const fields = new Map<string, unknown>(Object.entries(found));
  return Object.entries(wanted).every(([name, value]) => isSubset(value, fields.get(name)));
}
