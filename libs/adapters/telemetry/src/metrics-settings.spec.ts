import { describe, expect, it } from 'vitest';
import { parseMetricsSettings } from './metrics-settings.js';
import { parseTracingSettings } from './tracing-settings.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
const otlp = { ...endpoint, OTEL_METRICS_EXPORTER: 'otlp' };

describe('parseMetricsSettings', () => {
  it.each<Record<string, string>>([
    {},
    endpoint,
    { ...endpoint, OTEL_METRICS_EXPORTER: 'prometheus' },
    { ...endpoint, OTEL_METRICS_EXPORTER: 'none' },
    { ...endpoint, OTEL_METRICS_EXPORTER: 'otlp, None' },
    { ...otlp, OTEL_SDK_DISABLED: 'true' },
  ])('sends nothing for %j', (env) => {
    expect(parseMetricsSettings(env)).toEqual({ problems: [] });
  });

  it('sends every minute to the endpoint of all signals, or to that of metrics', () => {
    expect(parseMetricsSettings(otlp)).toEqual({
      settings: {
        variables: otlp,
        otlp: { protocol: 'http/protobuf', endpoint: 'http://c:4318' },
        intervalMillis: 60_000,
        timeoutMillis: 30_000,
      },
      problems: [],
    });
    const own = {
      ...otlp,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m:4317',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
    };
    expect(parseMetricsSettings(own).settings?.otlp).toEqual({ protocol: 'grpc', endpoint: 'http://m:4317' });
  });

  it('knows the Datadog Agent, and the default of the specification', () => {
    const agent = { DD_AGENT_HOST: '10.0.0.1', DD_TRACE_ENABLED: 'true', OTEL_METRICS_EXPORTER: 'otlp' };
    expect(parseMetricsSettings(agent).settings?.otlp.endpoint).toBe('http://10.0.0.1:4318/v1/metrics');
    expect(parseMetricsSettings({ OTEL_METRICS_EXPORTER: 'otlp' }).settings?.otlp.endpoint).toBe(
      'http://localhost:4318',
    );
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http://10.0.0.1:4317', 'http://10.0.0.1:4318/v1/metrics'],
    ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'http://10.0.0.1:4318/v1/traces', 'http://10.0.0.1:4317'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http://10.0.0.1:4317', 'http://10.0.0.1:4317'],
  ])('goes to the port of the Agent for the protocol of the signal: %s=grpc', (name, traces, metrics) => {
    const env = { DD_AGENT_HOST: '10.0.0.1', DD_TRACE_ENABLED: 'true', OTEL_METRICS_EXPORTER: 'otlp', [name]: 'grpc' };
    const { settings } = parseMetricsSettings(env);
    expect(settings?.otlp.endpoint).toBe(metrics);
    expect(settings?.variables).toMatchObject({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: metrics,
    });
    expect(parseTracingSettings(env)?.otlp?.endpoint).toBe(traces);
  });

  it.each(['delta', 'LowMemory'])('says that metrics are cumulative for a wish of %s', (wish) => {
    const { problems } = parseMetricsSettings({ ...otlp, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: wish });
    expect(problems).toEqual([
      `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is '${wish}', but metrics are sent cumulative; let a collector (cumulativetodelta) or the Datadog exporter convert them.`,
    ]);
  });

  it('has nothing to say about cumulative metrics', () => {
    const env = { ...otlp, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Cumulative' };
    expect(parseMetricsSettings(env).problems).toEqual([]);
  });

  it.each([
    [{}, '500'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '600' }, '500'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: 'long' }, '500'],
    [{ OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '400' }, '400'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '400' }, undefined],
  ])('lets no attempt of a delivery outlast it: %j', (timeouts, expected) => {
    const { settings } = parseMetricsSettings({ ...otlp, ...timeouts, OTEL_METRIC_EXPORT_INTERVAL: '500' });
    expect(settings?.variables['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT']).toBe(expected);
  });

  it('waits for a delivery no longer than until the next', () => {
    const { settings } = parseMetricsSettings({ ...otlp, OTEL_METRIC_EXPORT_INTERVAL: '500' });
    expect(settings).toMatchObject({ intervalMillis: 500, timeoutMillis: 500 });
  });

  it('says what it does not understand and goes on without it', () => {
    const { settings, problems } = parseMetricsSettings({
      ...otlp,
      OTEL_METRICS_EXPORTER: 'otlp, console',
      OTEL_METRIC_EXPORT_INTERVAL: '1m',
      OTEL_METRIC_EXPORT_TIMEOUT: '0',
    });
    expect(settings).toMatchObject({ intervalMillis: 60_000, timeoutMillis: 30_000 });
    expect(problems).toEqual([
      "OTEL_METRICS_EXPORTER knows otlp, prometheus, none, not 'console'; that is left out.",
      expect.stringContaining(
        "OTEL_METRIC_EXPORT_INTERVAL is a whole number of milliseconds from 1 to 86400000, not '1m'",
      ),
      expect.stringContaining(
        "OTEL_METRIC_EXPORT_TIMEOUT is a whole number of milliseconds from 1 to 86400000, not '0'",
      ),
    ]);
  });
});
