import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parsePairs, toResourceAttributes, toServiceIdentity } from './resource-attributes.js';
import { parseTracingSettings } from './tracing-settings.js';

describe('parseTracingSettings', () => {
  it('is undefined without endpoint and exporter, when disabled, and for exporter none', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
    expect(parseTracingSettings({})).toBeUndefined();
    expect(parseTracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toBeUndefined();
    expect(parseTracingSettings({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    for (const names of ['none', 'None', ' none ', 'otlp,none'])
      expect(parseTracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: names })).toBeUndefined();
  });

  it('names the endpoint and the protocol, those of traces before the general ones', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    expect(parseTracingSettings(env)?.otlp).toEqual({ protocol: 'http/json', endpoint: 'http://c:4318' });
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' };
    expect(parseTracingSettings({ ...env, ...traces })?.otlp).toEqual({ protocol: 'grpc', endpoint: 'http://t/x' });
  });

  it('hands on the OTEL_* variables that are set, and nothing else', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_BSP_SCHEDULE_DELAY: '9', OTEL_TRACES_SAMPLER: '' };
    expect(parseTracingSettings({ ...env, DD_API_KEY: 'k' })?.variables).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c',
      OTEL_BSP_SCHEDULE_DELAY: '9',
    });
  });

  it('takes the endpoint of the specification, or another exporter, when an exporter is named', () => {
    expect(parseTracingSettings({ OTEL_TRACES_EXPORTER: 'otlp' })?.otlp?.endpoint).toBe('http://localhost:4318');
    expect(parseTracingSettings({ OTEL_TRACES_EXPORTER: 'console' })).toEqual({
      variables: { OTEL_TRACES_EXPORTER: 'console' },
      otlp: undefined,
    });
  });

  it('knows the names of exporters in any case, and several of them', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
    expect(parseTracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'OTLP ' })?.otlp?.endpoint).toBe('http://c:4318');
    expect(parseTracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: ',' })?.variables).toEqual(endpoint);
    expect(parseTracingSettings({ OTEL_TRACES_EXPORTER: 'otlp, Console' })).toEqual({
      variables: { OTEL_TRACES_EXPORTER: 'otlp,console' },
      otlp: undefined,
    });
  });

  it('falls back to the Datadog Agent when traces are enabled', () => {
    expect(parseTracingSettings({ DD_AGENT_HOST: '10.0.0.1' })).toBeUndefined();
    const agent = { DD_AGENT_HOST: 'fd00::1', DD_TRACE_ENABLED: 'true' };
    expect(parseTracingSettings(agent)?.variables).toEqual({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://[fd00::1]:4318/v1/traces',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://[fd00::1]:4318/v1/metrics',
    });
    expect(parseTracingSettings({ ...agent, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })?.otlp?.endpoint).toBe(
      'http://[fd00::1]:4317',
    );
    const own = { ...agent, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' };
    expect(parseTracingSettings(own)?.variables).toEqual({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' });
  });
});

describe('resource', () => {
  it('reads pairs with percent-encoding and skips what is none', () => {
    expect(parsePairs('a=1, b=x%20y,c,=z,d=%')).toEqual({ a: '1', b: 'x y', d: '%' });
  });

  it('gives replicas without a pod name different names', () => {
    const { instance } = toServiceIdentity('poller', '1.2.3', { HOSTNAME: 'laptop' });
    expect(instance).toBe(`${hostname()}-${process.pid}`);
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
