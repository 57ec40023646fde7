import { expect, test } from 'vitest';
import { type KedaMigrationOptions, planMigration } from './plan-migration.js';

const query = 'avg:kennel.dogs{yard:north}';

function plan(trigger: object, options: Partial<KedaMigrationOptions> = {}, kind = 'ScaledObject') {
  const value = { kind, metadata: { name: 'dogs', namespace: 'kennel' }, spec: { triggers: [trigger] } };
  const { changes, edits } = planMigration([{ index: 3, value }], { scalerAddress: 'keda-scaler:9090', ...options });
  return {
    changes: changes.map((change) => change.replace(`${kind} kennel/dogs, trigger 0: `, '')),
    edits: edits.map(({ path, value }) => `${path.slice(3).join('.')} ${value ?? '-'}`),
  };
}

test('a query moves by its type and an address, and keeps the name of its metric', () => {
  const { changes, edits } = plan({ type: 'datadog', metadata: { query, queryValue: '1' } });
  expect(edits).toEqual(['type external-push', 'metadata.scalerAddress keda-scaler:9090']);
  expect(changes.at(-1)).toBe('the name of the metric in the HorizontalPodAutoscaler stays');
});

test('what keda-scaler has no use for goes, with the authentication', () => {
  const trigger = {
    type: 'datadog',
    metadata: { query, queryValue: 1, useClusterAgentProxy: 'false', timeout: '3s', apiKey: 'k', unknown: 'x' },
    authenticationRef: { name: 'keys' },
  };
  const { changes, edits } = plan(trigger, { org: 'north' });
  expect(edits).toEqual([
    'type external-push',
    'metadata.scalerAddress keda-scaler:9090',
    'metadata.org north',
    'metadata.useClusterAgentProxy -',
    'metadata.timeout -',
    'metadata.apiKey -',
    'authenticationRef -',
    'metadata.queryValue 1',
  ]);
  expect(changes).toContainEqual(
    expect.stringMatching(/^authenticationRef keys is removed: .* the organization north$/),
  );
});

test('type: global becomes what it says', () => {
  const { changes, edits } = plan({ type: 'datadog', metadata: { query, queryValue: '1', type: 'global' } });
  expect(edits).toContain('metricType Value');
  expect(edits).toContain('metadata.type -');
  expect(changes).toContainEqual(expect.stringContaining('until now KEDA left it an average per pod'));
});

test('a DatadogMetric gets an index into its name, and an activation that counts', () => {
  const metadata = {
    useClusterAgentProxy: 'true',
    datadogMetricName: 'd',
    datadogMetricNamespace: 'k',
    targetValue: '1',
    activationQueryValue: '5',
  };
  const { changes, edits } = plan({ type: 'datadog', metadata }, { org: 'north' });
  expect(edits).toEqual([
    'type external-push',
    'metadata.scalerAddress keda-scaler:9090',
    'metadata.useClusterAgentProxy -',
  ]);
  expect(changes).toContain(
    'the name of the metric in the HorizontalPodAutoscaler changes from datadogmetric@k:d to s0-datadogmetric@k:d',
  );
  expect(changes).toContain(
    'activationQueryValue: 5 was ignored and counts from now on: the trigger is active above 5',
  );
});

test('with a query beside it, useClusterAgentProxy stays: it chooses the mode', () => {
  const metadata = {
    useClusterAgentProxy: 'true',
    query,
    datadogMetricName: 'd',
    datadogMetricNamespace: 'k',
    targetValue: '1',
  };
  expect(plan({ type: 'datadog', metadata }).edits).not.toContain('metadata.useClusterAgentProxy -');
});

test('a ScaledJob has no use for streams, and other triggers stay', () => {
  expect(plan({ type: 'datadog', metadata: { query } }, {}, 'ScaledJob').edits).toContain('type external');
  expect(plan({ type: 'cpu', metadata: {} })).toEqual({ changes: [], edits: [] });
});
