import { compileAdmissionPlan, parseAdmissionOptions } from '@dogwatch/admission';
import { expect, test } from 'vitest';
import { makeAuthority, makeLeaf } from '../certificate/make-certificates.js';
import { acceptsCertificate, ourEntries, trustsAuthority } from './follow-webhook.js';
import { type MutatingWebhookConfiguration, renderWebhookConfiguration } from './render-webhook-configuration.js';

const validity = { nowMillis: Date.now(), validityMillis: 3_600_000 };
const authority = await makeAuthority(validity);
const leaf = await makeLeaf({ ...validity, authority, dnsNames: ['a'] });
const environment = { ownNamespace: 'datadog', startTimeSeconds: 0 };

function render(...bundle: readonly { readonly cert: string }[]): MutatingWebhookConfiguration {
  const plan = compileAdmissionPlan(
    parseAdmissionOptions({ DD_ADMISSION_CONTROLLER_WEBHOOK_NAME: 'my-hook' }),
    environment,
  );
  const caBundle = Buffer.from(bundle.map(({ cert }) => cert).join('\n')).toString('base64');
  const rendered = renderWebhookConfiguration(
    { plan, servicePort: 443, hasAksSelectors: false, injectCaFrom: undefined },
    caBundle,
  );
  if (rendered === undefined) throw new Error('nothing is registered');
  return rendered;
}

const other = await makeAuthority(validity);

test('a certificate is accepted when every entry of ours trusts its CA', () => {
  const live = render(other, authority);
  expect([acceptsCertificate(live, leaf.cert), trustsAuthority(live, authority.cert)]).toEqual([true, true]);
  const [first, ...rest] = render(other).webhooks ?? [];
  const partly = { ...live, webhooks: [...(first ? [first] : []), ...(live.webhooks ?? []).slice(1)] };
  expect(rest).toHaveLength(2);
  expect([acceptsCertificate(partly, leaf.cert), trustsAuthority(partly, authority.cert)]).toEqual([false, false]);
  expect(acceptsCertificate(undefined, leaf.cert)).toBe(false);
});

test('whom the entries of others trust is none of our business', () => {
  const live = render(authority);
  const foreign = (render(other).webhooks ?? []).slice(0, 1).map((entry) => ({ ...entry, name: 'of.somebody.else' }));
  const mixed = { ...live, webhooks: [...foreign, ...(live.webhooks ?? [])] };
  expect([acceptsCertificate(mixed, leaf.cert), trustsAuthority(mixed, authority.cert)]).toEqual([true, true]);
  expect(ourEntries(mixed)).toHaveLength(3);
  expect(acceptsCertificate({ ...live, webhooks: foreign }, leaf.cert)).toBe(false);
});
