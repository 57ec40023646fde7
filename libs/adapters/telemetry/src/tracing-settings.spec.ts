import { describe, expect, it } from 'vitest';
import { toResourceAttributes, toServiceIdentity } from './resource-attributes.js';
import { parsePairs, parseTracingSettings } from './tracing-settings.js';

describe('parseTracingSettings', () => {
  it('is undefined without an endpoint, when disabled, and for exporter none', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
    expect(parseTracingSettings({})).toBeUndefined();
    expect(parseTracingSettings({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(parseTracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  });

  it('adds the path to a base endpoint only', () => {
    expect(parseTracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' })?.url).toBe(
      'http://c:4318/v1/traces',
    );
    expect(parseTracingSettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' })?.url).toBe('http://c/x');
  });

  it('falls back to the Datadog Agent when traces are enabled', () => {
    expect(parseTracingSettings({ DD_AGENT_HOST: '10.0.0.1' })).toBeUndefined();
    expect(parseTracingSettings({ DD_AGENT_HOST: 'fd00::1', DD_TRACE_ENABLED: 'true' })?.url).toBe(
      'http://[fd00::1]:4318/v1/traces',
    );
  });

  it.each([
    [undefined, undefined, { parentBased: true, ratio: 1 }],
    ['always_on', undefined, { parentBased: false, ratio: 1 }],
    ['always_off', undefined, { parentBased: false, ratio: 0 }],
    ['parentbased_traceidratio', '0.25', { parentBased: true, ratio: 0.25 }],
    ['traceidratio', '7', { parentBased: false, ratio: 1 }],
    ['nonsense', undefined, { parentBased: true, ratio: 1 }],
  ])('reads the sampler %s %s', (sampler, argument, expected) => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c',
      OTEL_TRACES_SAMPLER: sampler,
      OTEL_TRACES_SAMPLER_ARG: argument,
    };
    expect(parseTracingSettings(env)?.sampler).toEqual(expected);
  });
});

describe('resource', () => {
  it('reads pairs with percent-encoding and skips what is none', () => {
    expect(parsePairs('a=1, b=x%20y,c,=z,d=%')).toEqual({ a: '1', b: 'x y', d: '%' });
  });

  it('takes identity from the Datadog variables and the pod', () => {
    const env = { DD_ENV: 'prod', DD_POD_NAME: 'poller-0', OTEL_RESOURCE_ATTRIBUTES: 'team=a,service.name=no' };
    expect(toResourceAttributes(toServiceIdentity('poller', '1.2.3', env), env)).toEqual({
      'service.name': 'poller',
      'service.version': '1.2.3',
      'service.instance.id': 'poller-0',
      'deployment.environment': 'prod',
      'deployment.environment.name': 'prod',
      'k8s.pod.name': 'poller-0',
      team: 'a',
    });
  });
});
