import { describe, expect, it } from 'vitest';
import { plan } from './testing/pods.js';
import { matchesWebhook, planWebhookSelectors } from './webhook-selectors.js';

const label = 'admission.datadoghq.com/enabled';

describe('the selectors', () => {
  it.each([
    ['agent_config', {}, { [label]: 'true' }, true],
    ['agent_config', {}, {}, false],
    ['agent_config', { DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: 'true' }, {}, true],
    ['agent_config', { DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: 'true' }, { [label]: 'false' }, false],
    ['standard_tags', { DD_APM_INSTRUMENTATION_ENABLED: 'true' }, {}, false],
    ['lib_injection', { DD_APM_INSTRUMENTATION_ENABLED: 'true' }, {}, true],
    ['lib_injection', { DD_APM_INSTRUMENTATION_ENABLED: 'true' }, { [label]: 'false' }, false],
  ] as const)('of %s with %j take a pod with %j: %s', (webhook, environment, labels, matches) => {
    expect(matchesWebhook(planWebhookSelectors(webhook, plan(environment)), labels, { name: 'shop' })).toBe(matches);
  });

  it('leave out kube-system, our own namespace and, for libraries, disabled ones', () => {
    const compiled = plan({ DD_APM_INSTRUMENTATION_DISABLED_NAMESPACES: 'infra' });
    const takes = (webhook: 'agent_config' | 'lib_injection', name: string) =>
      matchesWebhook(planWebhookSelectors(webhook, compiled), { [label]: 'true' }, { name });
    expect(['kube-system', 'datadog', 'infra', 'shop'].map((name) => takes('agent_config', name))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(['kube-system', 'datadog', 'infra', 'shop'].map((name) => takes('lib_injection', name))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('leave out what AKS manages, when asked', () => {
    const selectors = planWebhookSelectors('agent_config', plan({ DD_ADMISSION_CONTROLLER_ADD_AKS_SELECTORS: 'true' }));
    const takes = (labels: Readonly<Record<string, string>>) =>
      matchesWebhook(selectors, { [label]: 'true' }, { name: 'shop', labels });
    expect([takes({}), takes({ 'control-plane': 'x' }), takes({ 'kubernetes.azure.com/managedby': 'aks' })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
