import { describe, expect, test } from 'vitest';
import { checkKeda, type KedaCheckOptions } from './check-keda.js';
import { kedaFindings } from './finding.js';

const options: KedaCheckOptions = {
  isKedaScaler: (address) => address.startsWith('keda-scaler'),
  decodeBase64: (text) => (text.startsWith('b64:') ? text.slice(4) : undefined),
};

const query = 'avg:kennel.dogs{yard:north}';
const proxy = {
  useClusterAgentProxy: 'true',
  datadogMetricName: 'dogs',
  datadogMetricNamespace: 'kennel',
  targetValue: '2',
};
const authenticationRef = { name: 'auth' };

function scaledObject(triggers: readonly object[], spec: object = {}, kind = 'ScaledObject') {
  return { kind, metadata: { name: 'dogs', namespace: 'kennel' }, spec: { ...spec, triggers } };
}

function authentication(parameters: readonly (readonly [string, string, string])[]) {
  const secretTargetRef = parameters.map(([parameter, name, key]) => ({ parameter, name, key }));
  return { kind: 'TriggerAuthentication', metadata: { name: 'auth', namespace: 'kennel' }, spec: { secretTargetRef } };
}

function secret(data: Readonly<Record<string, string | null>>) {
  return { kind: 'Secret', metadata: { name: 'config', namespace: 'kennel' }, data };
}

function findingsOf(...values: readonly object[]): string[] {
  const { findings } = checkKeda(
    values.map((value, index) => ({ index, value })),
    options,
  );
  return findings.map(({ document, path, reason }) => `${document} ${path.join('.')} ${reason}`);
}

const builtIn = (metadata: object, trigger: object = {}) =>
  findingsOf(scaledObject([{ type: 'datadog', metadata, authenticationRef, ...trigger }])).map((text) =>
    text.replace('0 spec.triggers.0.', ''),
  );
const external = (metadata: object, trigger: object = {}) =>
  findingsOf(
    scaledObject([{ type: 'external-push', metadata: { scalerAddress: 'keda-scaler:9090', ...metadata }, ...trigger }]),
  ).map((text) => text.replace('0 spec.triggers.0.', ''));

test('reasons are CamelCase, sorted as in the table, and explained in one sentence', () => {
  expect(Object.keys(kedaFindings)).toEqual(Object.keys(kedaFindings).sort());
  expect(
    Object.entries(kedaFindings).filter(([reason, text]) => !/^[A-Z]\w+$/.test(reason) || !/^\S.*\.$/.test(text)),
  ).toEqual([]);
});

describe("a query of KEDA's own scaler", () => {
  const plain = { query, queryValue: '2' };

  test('that is well written gives nothing', () => {
    expect(builtIn({ ...plain, age: '120', metricUnavailableValue: '0' })).toEqual([]);
  });

  test.each([
    [{ ...plain, lastAvailablePointOfset: '1' }, {}, ['metadata.lastAvailablePointOfset UnknownKey']],
    [{ ...plain, maxStaleness: '1m' }, {}, ['metadata.maxStaleness UnknownKey']],
    [{ ...plain, type: 'Global' }, {}, ['metadata.type GlobalHasNoEffect']],
    [{ ...plain, type: 'global' }, { metricType: 'Value' }, ['metadata.type InvalidTrigger']],
    [{ ...plain, type: 'average' }, {}, ['metadata.type NoEffect']],
    [plain, { metricType: 'Utilization' }, ['metricType InvalidTrigger']],
    [{ ...plain, activationTargetValue: '4' }, {}, ['metadata.activationTargetValue KeyOfOtherMode']],
    [{ ...plain, hpaMetricName: 'x' }, {}, ['metadata.hpaMetricName NoEffect']],
    [{ ...plain, queryFromEnv: 'QUERY' }, {}, ['metadata.queryFromEnv NoEffect']],
    [{ ...plain, apiKey: 'k' }, {}, ['metadata.apiKey SecretInMetadata']],
    [{ ...plain, datadogSite: 'datadoghq.eu' }, {}, ['metadata.datadogSite Misplaced']],
    [
      { ...plain, age: 'long', timeWindowOffset: '-1' },
      {},
      ['metadata.age InvalidTrigger', 'metadata.timeWindowOffset InvalidTrigger'],
    ],
    [{ ...plain, age: '30' }, {}, ['metadata.age ShortAge']],
    [{ ...plain, age: 120 }, {}, ['metadata.age NotText']],
    [{ query }, {}, ['metadata KeyMissing']],
    [{ queryValue: '1' }, {}, ['metadata KeyMissing']],
    [plain, { authenticationRef: undefined }, ['0 spec.triggers.0 AuthenticationMissing']],
    [{ ...plain, query: 'avg:kennel.dogs' }, {}, ['metadata.query InvalidQuery']],
    [{ ...plain, query: 'avg:kennel.dogs{$yard}' }, {}, ['metadata.query InvalidQuery']],
    [{ ...plain, query: `${query},${query}` }, {}, ['metadata.query AggregatorMissing']],
    [{ ...plain, query: `${query} by {dog}` }, {}, ['metadata.query AggregatorMissing']],
    [{ ...plain, query: `${query} by {dog}`, queryAggregator: 'max' }, {}, []],
    [{ ...plain, query: `abs(${query}).rollup(60)` }, {}, ['metadata.query DoubtfulQuery']],
  ])('%j %j', (metadata, trigger, expected) => {
    expect(builtIn(metadata, trigger)).toEqual(expected);
  });

  test('is told where one bracket is too many', () => {
    const { findings } = checkKeda(
      [
        {
          index: 0,
          value: scaledObject([
            { type: 'datadog', metadata: { query: `abs(${query})),${query}`, queryValue: '1' }, authenticationRef },
          ]),
        },
      ],
      options,
    );
    expect(findings).toMatchObject([
      { reason: 'InvalidQuery', offset: 32, message: expect.stringContaining('column 33') },
    ]);
  });

  test('needs no target when a formula uses it', () => {
    const spec = { advanced: { scalingModifiers: { formula: 'a + 1' } } };
    expect(findingsOf(scaledObject([{ type: 'datadog', metadata: { query }, authenticationRef }], spec))).toEqual([]);
  });
});

describe("a DatadogMetric of KEDA's own scaler", () => {
  const trigger = { type: 'datadog', metadata: proxy, authenticationRef };
  const whole = [
    ['token', 'token', 'token'],
    ['datadogNamespace', 'config', 'datadogNamespace'],
    ['datadogMetricsService', 'config', 'service'],
    ['authMode', 'config', 'authMode'],
  ] as const;
  const config = secret({ datadogNamespace: null, service: 'b64:metrics', authMode: 'b64:bearer' });

  test('with all it needs gives nothing', () => {
    expect(findingsOf(scaledObject([trigger]), authentication(whole), config)).toEqual([]);
  });

  test.each([
    [
      'reads a key that the Secret lacks',
      [['datadogNamespace', 'config', 'namespace'], ...whole.filter(([name]) => name !== 'datadogNamespace')],
      ['1 spec.secretTargetRef.0.key SecretKeyMissing'],
    ],
    ['lacks the service', whole.filter(([name]) => name !== 'datadogMetricsService'), ['1 spec ParameterMissing']],
    ['lacks the mode', whole.filter(([name]) => name !== 'authMode'), ['0 spec.triggers.0 AuthModeMissing']],
    ['lacks the token', whole.filter(([name]) => name !== 'token'), ['0 spec.triggers.0 ParameterMissing']],
    [
      'is spelled wrong',
      [...whole, ['unsafeSSL', 'config', 'service']],
      ['1 spec.secretTargetRef.4.parameter UnknownKey'],
    ],
  ] as const)('whose authentication %s', (_, parameters, expected) => {
    expect(findingsOf(scaledObject([trigger]), authentication(parameters), config)).toEqual(expected);
  });

  test('may read what Kubernetes or somebody else fills in', () => {
    const name = { metadata: { name: 'token', namespace: 'kennel' } };
    const filled = { kind: 'Secret', type: 'kubernetes.io/service-account-token', ...name };
    expect(findingsOf(scaledObject([trigger]), authentication(whole), filled)).toEqual([]);
    expect(findingsOf(scaledObject([trigger]), authentication(whole), { kind: 'Secret', ...name })).toEqual([]);
  });

  test('ignores keys of queries', () => {
    const metadata = { ...proxy, activationQueryValue: '1', age: '90' };
    expect(builtIn(metadata)).toEqual(['metadata.activationQueryValue KeyOfOtherMode', 'metadata.age NoEffect']);
  });

  test('can be read once', () => {
    expect(findingsOf(scaledObject([trigger, trigger]))).toEqual([
      '0 spec.triggers.1.metadata.datadogMetricName DuplicateMetric',
    ]);
  });

  test('can be read by each ScaledObject of a list', () => {
    const items = ['dogs', 'cats'].map((name) => ({
      ...scaledObject([trigger]),
      metadata: { name, namespace: 'kennel' },
    }));
    const documents = items.map((value, item) => ({ index: 0, path: ['items', item], value }));
    expect(checkKeda(documents, options).findings).toEqual([]);
  });

  test('of a ScaledJob must be always active, for no autoscaler names it', () => {
    const metric = { kind: 'DatadogMetric', metadata: { name: 'dogs', namespace: 'kennel' }, spec: { query } };
    const annotations = { 'external-metrics.datadoghq.com/always-active': 'true' };
    const active = { ...metric, metadata: { ...metric.metadata, annotations } };
    const job = scaledObject([trigger], {}, 'ScaledJob');
    expect(findingsOf(job, metric)).toEqual(['1 metadata MetricNotActive']);
    expect(findingsOf(job, active)).toEqual([]);
    expect(findingsOf(scaledObject([trigger]), metric)).toEqual([]);
  });
});

test('a private site is told, and where', () => {
  const parameters = [
    ['apiKey', 'keys', 'a'],
    ['appKey', 'keys', 'b'],
    ['datadogSite', 'config', 'site'],
  ] as const;
  const trigger = { type: 'datadog', metadata: { query, queryValue: '1' }, authenticationRef };
  expect(
    findingsOf(scaledObject([trigger]), authentication(parameters), secret({ site: 'b64:kennel.datadoghq.com' })),
  ).toEqual(['1 spec.secretTargetRef.2.parameter UnknownSite']);
});

test('what several triggers share is told once, and what is not there is named', () => {
  const trigger = { type: 'datadog', metadata: { query, queryValue: '1' }, authenticationRef };
  expect(findingsOf(scaledObject([trigger, trigger]), authentication([]))).toEqual([
    '1 spec ParameterMissing',
    '1 spec ParameterMissing',
  ]);
  const absent = checkKeda([{ index: 0, value: scaledObject([trigger, trigger]) }], options);
  expect(absent).toMatchObject({ triggers: 2, absent: ['TriggerAuthentication kennel/auth'] });
});

describe('a trigger of keda-scaler', () => {
  test('is told by its address or by a DatadogMetric, others are left alone', () => {
    const triggers = [
      { type: 'external', metadata: { scalerAddress: 'another:9090', nothing: 'x' } },
      { type: 'cpu', metadata: { value: 50 } },
    ];
    expect(checkKeda([{ index: 0, value: scaledObject(triggers) }], options)).toEqual({
      findings: [],
      triggers: 0,
      absent: [],
    });
    expect(external({ query, targetValue: '1', org: 'b', activationTargetValue: '2' })).toEqual([]);
    expect(external({ datadogMetricName: 'dogs', queryValue: '1', activationQueryValue: '2' })).toEqual([]);
  });

  test.each([
    [{ query, targetValue: '1', type: 'global' }, ['metadata.type GlobalHasNoEffect']],
    [{ query, targetValue: '1', appKey: 'k' }, ['metadata.appKey SecretInMetadata']],
    [{ query, targetValue: '1', apiKeyFromEnv: 'KEY' }, ['metadata.apiKeyFromEnv SecretInMetadata']],
    [{ query, targetValue: '1', timeout: '1s' }, ['metadata.timeout NoEffect']],
    [{ query, targetValue: '1', maxStalenes: '1m' }, ['metadata.maxStalenes UnknownKey']],
    [{ query, targetValue: '0' }, ['metadata.targetValue InvalidTrigger']],
    [{ query: 'avg:a', targetValue: '1' }, ['metadata.query InvalidQuery']],
    [{ query: `${query},${query}`, targetValue: '1' }, ['metadata.query AggregatorMissing']],
    [{ query }, ['metadata KeyMissing']],
    [{ targetValue: '1' }, ['metadata KeyMissing']],
    [{ scalerAddress: '', datadogMetricName: 'dogs', targetValue: '1' }, ['metadata KeyMissing']],
    [{ datadogMetricName: 'dogs', targetValue: '1', age: '90' }, ['metadata.age NoEffect']],
  ])('%j', (metadata, expected) => {
    expect(external(metadata)).toEqual(expected);
  });

  test('gets nothing of an authentication but the connection', () => {
    const parameters = [
      ['caCert', 'tls', 'ca'],
      ['apiKey', 'keys', 'a'],
    ] as const;
    const trigger = {
      type: 'external',
      metadata: { scalerAddress: 'keda-scaler:1', query, targetValue: '1' },
      authenticationRef,
    };
    expect(findingsOf(scaledObject([trigger], {}, 'ScaledJob'), authentication(parameters))).toEqual([
      '0 spec.triggers.0.authenticationRef NoEffect',
    ]);
  });
});

test('whatever stands in a file is survived', () => {
  for (const value of [
    null,
    7,
    [],
    {},
    { kind: 'ScaledObject' },
    { kind: 'ScaledObject', spec: { triggers: [null, 'x'] } },
    { kind: 'Secret', data: [] },
  ])
    expect(checkKeda([{ index: 0, value }], options).findings).toEqual([]);
  expect(findingsOf(scaledObject([{ type: 'datadog' }])).length).toBeGreaterThan(0);
});
