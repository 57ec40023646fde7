import { parseConfig } from '@dogwatch/service';
import { expect, test } from 'vitest';
import { metricsPollerConfig, toResourcesNamespace } from './config.js';

test('DATADOG_HOST is a variable of its own, without a warning', () => {
  const parsed = parseConfig(metricsPollerConfig, { DATADOG_HOST: 'http://datadog.test' });
  expect(parsed).toMatchObject({
    ok: true,
    config: { datadogHost: 'http://datadog.test', endpoint: undefined },
    warnings: [],
  });
});

test('the namespace of resources is the named one, else that of the pod', () => {
  expect(toResourcesNamespace({ resourcesNamespace: 'ops', podNamespace: 'pods' })).toBe('ops');
  expect(toResourcesNamespace({ resourcesNamespace: undefined, podNamespace: 'pods' })).toBe('pods');
  expect(toResourcesNamespace({ resourcesNamespace: undefined, podNamespace: undefined })).toBe('default');
});
