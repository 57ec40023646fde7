import { expect, it } from 'vitest';
import { parseLibConfig } from './lib-config.js';

function variables(config: object): readonly unknown[] {
  const parsed = parseLibConfig(JSON.stringify(config));
  return parsed.ok ? parsed.variables.map(({ name, value }) => `${name}=${JSON.stringify(value)}`) : [parsed.message];
}

it('writes every setting as its variable, in one order', () => {
  const config = {
    data_streams_enabled: false,
    tracing_propagation_style_extract: ['datadog', 'b3'],
    tracing_methods: ['a', 'b'],
    tracing_header_tags: [{ header: 'h', tag_name: 't' }, { header: 'i' }],
    tracing_service_mapping: [
      { from_key: 'a', to_name: 'b' },
      { from_key: 'c', to_name: 'd' },
    ],
    tracing_tags: ['x:1', 'y:2'],
    tracing_rate_limit: 50,
    tracing_sampling_rate: 0.5,
    log_injection_enabled: true,
    service_name: 'shop',
    unknown: 1,
    env: null,
  };
  expect(variables(config)).toEqual([
    'DD_SERVICE="shop"',
    'DD_LOGS_INJECTION="true"',
    'DD_TRACE_SAMPLE_RATE="0.50"',
    'DD_TRACE_RATE_LIMIT="50"',
    'DD_TAGS="x:1,y:2"',
    'DD_TRACE_SERVICE_MAPPING="a:b, c:d"',
    'DD_TRACE_HEADER_TAGS="h:t, i:"',
    'DD_TRACE_METHODS="a;b"',
    'DD_PROPAGATION_STYLE_EXTRACT="datadog,b3"',
    'DD_DATA_STREAMS_ENABLED="false"',
  ]);
});

it.each([
  [{ tracing_rate_limit: 1.5 }, 'tracing_rate_limit'],
  [{ tracing_enabled: 'true' }, 'tracing_enabled'],
  [{ tracing_tags: [1] }, 'tracing_tags'],
  [{ tracing_header_tags: [{ header: 1 }] }, 'tracing_header_tags'],
  [{ tracing_service_mapping: 'a:b' }, 'tracing_service_mapping'],
])('refuses %j and names the setting', (config, setting) => {
  expect(variables(config)).toEqual([`has a value of the wrong kind for ${setting}`]);
});

it.each(['{', '[]', 'null', ''])('refuses %j, which is no object', (text) => {
  expect(parseLibConfig(text)).toMatchObject({ ok: false, reason: 'BadAnnotation' });
});
