import { compileAdmissionPlan, parseAdmissionOptions } from '@dogwatch/admission';
import { expect, test } from 'vitest';
import { isUnregistered, planRegistration, unregisterAnnotation } from './plan-registration.js';
import { type MutatingWebhookConfiguration, renderWebhookConfiguration } from './render-webhook-configuration.js';

const prefix = 'DD_ADMISSION_CONTROLLER';

function render(env: Readonly<Record<string, string>> = {}, injectCaFrom?: string): MutatingWebhookConfiguration {
  const environment = { ownNamespace: 'datadog', startTimeSeconds: 0 };
  const plan = compileAdmissionPlan(parseAdmissionOptions(env), environment);
  const options = { plan, servicePort: 443, hasAksSelectors: false, injectCaFrom };
  const rendered = renderWebhookConfiguration(options, injectCaFrom === undefined ? 'Q0E=' : undefined);
  if (rendered === undefined) throw new Error('nothing is registered');
  return rendered;
}

/** As the API server gives it back: with its defaults. */
function toLive(desired: MutatingWebhookConfiguration): MutatingWebhookConfiguration {
  return {
    ...desired,
    metadata: { ...desired.metadata, uid: 'u', resourceVersion: '7' },
    webhooks: (desired.webhooks ?? []).map((webhook) => ({
      ...webhook,
      matchConditions: [],
      rules: webhook.rules.map((rule) => ({ ...rule, scope: '*' })),
    })),
  };
}

test('each enabled mutation is an entry, in the order of the calls', () => {
  expect(render().webhooks?.map(({ name }) => name)).toEqual([
    'datadog.webhook.agent.config',
    'datadog.webhook.standard.tags',
    'datadog.webhook.lib.injection',
  ]);
  const names = render({ [`${prefix}_INJECT_TAGS_ENABLED`]: 'false', [`${prefix}_WEBHOOK_NAME`]: 'my-hook' });
  expect(names.webhooks?.map(({ name }) => name)).toEqual(['my.hook.agent.config', 'my.hook.lib.injection']);
});

test('nothing is registered when all is turned off', () => {
  expect(() => render({ [`${prefix}_MUTATION_ENABLED`]: 'false' })).toThrow('nothing is registered');
  expect(() => render({ [`${prefix}_ENABLED`]: 'false' })).toThrow('nothing is registered');
});

test('options that contradict each other take library injection away, and nothing else', () => {
  const env = {
    DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES: '["a"]',
    DD_APM_INSTRUMENTATION_DISABLED_NAMESPACES: '["b"]',
  };
  expect(render(env).webhooks?.map(({ name }) => name)).not.toContain('datadog.webhook.lib.injection');
});

test('with cert-manager the CA bundle is not ours', () => {
  const rendered = render({}, 'datadog/webhook');
  expect(rendered.metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': 'datadog/webhook' });
  expect(JSON.stringify(rendered)).not.toContain('caBundle');
});

test('an object that has all of ours stays', () => {
  expect(planRegistration(toLive(render()), render())).toBe('none');
  const entries = toLive(render()).webhooks ?? [];
  const foreign = entries.slice(0, 1).map((entry) => ({ ...entry, name: 'of.somebody.else' }));
  expect(planRegistration({ ...toLive(render()), webhooks: [...foreign, ...entries] }, render())).toBe('none');
});

test.each([
  ['is missing', undefined],
  ['lacks an entry', { ...toLive(render()), webhooks: toLive(render()).webhooks?.slice(1) ?? [] }],
  ['has another order', { ...toLive(render()), webhooks: toLive(render()).webhooks?.toReversed() ?? [] }],
  ['has another CA', toLive(JSON.parse(JSON.stringify(render()).replaceAll('Q0E=', 'b2xk')))],
  ['has another policy', toLive(render({ [`${prefix}_FAILURE_POLICY`]: 'Fail' }))],
])('an object that %s is applied', (_, live) => {
  expect(planRegistration(live, render())).toBe('apply');
});

test.each([
  ['objectSelector', { matchLabels: { 'admission.datadoghq.com/enabled': 'true', team: 'nobody' } }],
  ['namespaceSelector', { ...render().webhooks?.[0]?.namespaceSelector, matchLabels: { team: 'nobody' } }],
  ['rules', [{ ...render().webhooks?.[0]?.rules[0], scope: 'Cluster' }]],
])('an object whose %s lets fewer pods through is applied', (field, value) => {
  const live = toLive(render());
  const webhooks = (live.webhooks ?? []).map((entry, index) => (index === 1 ? { ...entry, [field]: value } : entry));
  expect(planRegistration({ ...live, webhooks }, render())).toBe('apply');
});

test('an object that nobody wants goes', () => {
  expect(planRegistration(toLive(render()), undefined)).toBe('delete');
  expect(planRegistration(undefined, undefined)).toBe('none');
});

test('the annotation takes the object away', () => {
  const live = toLive(render());
  const annotated = { ...live, metadata: { ...live.metadata, annotations: { [unregisterAnnotation]: 'true' } } };
  expect(isUnregistered(annotated)).toBe(true);
  expect(planRegistration(annotated, render())).toBe('delete');
});

test('the probe is one more entry, for marked ConfigMaps of our namespace only', () => {
  const webhooks = render({ [`${prefix}_PROBE_ENABLED`]: 'true' }).webhooks ?? [];
  expect(webhooks).toHaveLength(4);
  expect(webhooks[3]).toMatchObject({
    name: 'datadog.webhook.probe',
    failurePolicy: 'Fail',
    rules: [{ resources: ['configmaps'] }],
    objectSelector: { matchLabels: { 'admission.dogwatch.io/probe': 'true' } },
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['datadog'] }],
    },
  });
});
