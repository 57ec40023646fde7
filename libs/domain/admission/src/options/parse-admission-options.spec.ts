import { describe, expect, it, test } from 'vitest';
import { admissionOptions } from './admission-options.js';
import { ignoredAdmissionOptions } from './ignored-options.js';
import type { OptionEntry } from './option-entry.js';
import { parseAdmissionOptions } from './parse-admission-options.js';

const entries = Object.entries<OptionEntry>(admissionOptions);

test('no variables give the defaults and nothing to tell', () => {
  const { options, errors, warnings } = parseAdmissionOptions({ DD_ADMISSION_CONTROLLER_PORT: '' });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  expect(options).toEqual(Object.fromEntries(entries.map(([key, entry]) => [key, entry.default])));
  expect(options).toMatchObject({
    mutateUnlabelled: false,
    port: 8000,
    failurePolicy: 'Ignore',
    injectConfigMode: 'hostip',
    containerRegistry: 'gcr.io/datadoghq',
    instrumentationVersion: undefined,
  });
});

test('every name is there once and every entry is explained', () => {
  const names = [
    ...entries.flatMap(([, { env, alias }]) => (alias ? [env, alias] : [env])),
    ...Object.keys(ignoredAdmissionOptions),
  ];
  expect(new Set(names).size).toBe(names.length);
  for (const [, { env, doc }] of entries) {
    expect(env).toMatch(/^DD_[A-Z0-9_]+$/);
    expect(doc).toMatch(/^\S.*\.$/);
  }
});

describe('a value that is not accepted', () => {
  it.each([
    ['DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE', 'tcp', 'one of hostip, service, socket, csi'],
    ['DD_ADMISSION_CONTROLLER_PORT', '70000', 'a whole number from 0 to 65535'],
    ['DD_ADMISSION_CONTROLLER_TIMEOUT_SECONDS', '0', 'a whole number from 1 to 30'],
    ['DD_ADMISSION_CONTROLLER_TIMEOUT_SECONDS', '31', 'a whole number from 1 to 30'],
    ['DD_ADMISSION_CONTROLLER_PROBE_INTERVAL', '2592000', 'a whole number from 1 to 86400'],
    ['DD_ADMISSION_CONTROLLER_INJECT_TAGS_ENDPOINT', 'injecttags', 'a path such as /injectconfig'],
    ['DD_ADMISSION_CONTROLLER_INJECT_CONFIG_ENDPOINT', '/a?b', 'a path such as /injectconfig'],
    ['DD_ADMISSION_CONTROLLER_WEBHOOK_NAME', 'My_Webhook', 'a name of lower-case letters, digits, dots and hyphens'],
    ['DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_PROFILING_ENABLED', 'maybe', 'one of true, false, auto'],
    ['DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED', 'perhaps', 'true or false'],
    ['DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES', '[1]', 'a JSON list of texts such as ["shop", "billing"]'],
    ['DD_APM_INSTRUMENTATION_LIB_VERSIONS', '{"java":1}', 'a JSON object of texts such as {"java": "v1"}'],
    ['DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INIT_RESOURCES_CPU', 'much', 'a quantity such as 50m or 100Mi'],
    [
      'DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INIT_SECURITY_CONTEXT',
      '[]',
      'a JSON object such as {"runAsNonRoot": true}',
    ],
  ])('of %s is an error that says what is right', (env, value, right) => {
    const { errors } = parseAdmissionOptions({ [env]: value });
    expect(errors).toEqual([{ env, reason: 'InvalidOption', message: `${env} = "${value}": expected ${right}.` }]);
  });

  it('of a policy gives the default and a warning', () => {
    const { options, errors, warnings } = parseAdmissionOptions({
      DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'whatever',
      DD_ADMISSION_CONTROLLER_REINVOCATION_POLICY: 'NEVER',
    });
    expect([options.failurePolicy, options.reinvocationPolicy]).toEqual(['Ignore', 'Never']);
    expect(errors).toEqual([]);
    expect(warnings.map(({ env }) => env)).toEqual(['DD_ADMISSION_CONTROLLER_FAILURE_POLICY']);
  });

  it('of the mode makes the core refuse, instead of guessing', () => {
    const { options } = parseAdmissionOptions({ DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'tcp' });
    expect(options.injectConfigMode).toBe('invalid');
  });

  it('of a variable from the prototype is none', () => {
    expect(parseAdmissionOptions(Object.create({ DD_ADMISSION_CONTROLLER_PORT: 'x' })).errors).toEqual([]);
  });
});

describe('single-step instrumentation', () => {
  it.each([
    ['ENABLED_NAMESPACES', 'DISABLED_NAMESPACES', 'a', 'b'],
    ['ENABLED_NAMESPACES', 'TARGETS', '["a"]', '[{"name":"x"}]'],
    ['LIB_VERSIONS', 'TARGETS', '{"java":"v1"}', '[{"name":"x"}]'],
  ])('%s and %s exclude each other and turn only library injection off', (one, other, first, second) => {
    const [a, b] = [`DD_APM_INSTRUMENTATION_${one}`, `DD_APM_INSTRUMENTATION_${other}`];
    const { errors } = parseAdmissionOptions({ [a]: first, [b]: second });
    expect(errors).toMatchObject([{ env: a, reason: 'InvalidTarget', disables: 'lib_injection' }]);
    expect(errors[0]?.message).toContain(b);
  });

  it('leaves out languages nobody knows', () => {
    const { options, warnings } = parseAdmissionOptions({
      DD_APM_INSTRUMENTATION_LIB_VERSIONS: '{"cobol":"v1","java":"v1"}',
    });
    expect([...options.libVersions]).toEqual([['java', 'v1']]);
    expect(warnings).toMatchObject([{ reason: 'UnknownLanguage' }]);
  });
});

test('the former name of the cache validity wins', () => {
  const { options } = parseAdmissionOptions({
    DD_ADMISSION_CONTROLLER_POD_OWNERS_CACHE_VALIDITY: '3',
    DD_ADMISSION_CONTROLLER_INJECT_TAGS_POD_OWNERS_CACHE_VALIDITY: '4',
  });
  expect(options.podOwnersCacheValidityMinutes).toBe(3);
});

test('an option without effect costs a warning that says why', () => {
  const { warnings } = parseAdmissionOptions({ DD_ADMISSION_CONTROLLER_AGENT_SIDECAR_ENABLED: 'true' });
  expect(warnings.map(({ message }) => message)).toEqual([
    'DD_ADMISSION_CONTROLLER_AGENT_SIDECAR_ENABLED is accepted but has no effect: the sidecar for Fargate is not built.',
  ]);
});
