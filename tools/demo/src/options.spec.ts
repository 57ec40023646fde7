import { expect, test } from 'vitest';
import { parseOptions } from './options.js';

test('without options everything is simulated, in the namespace shop', () => {
  expect(parseOptions([], {})).toEqual({
    ok: true,
    kind: 'run',
    options: { once: false, json: false, verbose: false, namespace: 'shop', datadog: { kind: 'simulator' } },
  });
});

test('options and environment choose what is real', () => {
  const env = { DD_API_KEY: 'a', DD_APP_KEY: 'b', NATS_URL: 'nats://n:4222' };
  const args = ['--kubeconfig', 'k', '--api-host', 'h', '--duration', '5', '--query', 'avg:a{*}'];
  expect(parseOptions(args, env)).toMatchObject({
    options: {
      kubeconfig: 'k',
      apiHost: 'h',
      durationSeconds: 5,
      natsUrl: 'nats://n:4222',
      datadog: { kind: 'datadog', apiKey: 'a', appKey: 'b', query: 'avg:a{*}' },
    },
  });
  expect(parseOptions(['--simulate'], env)).toMatchObject({ options: { datadog: { kind: 'simulator' } } });
  expect(parseOptions([], { NATS_URL: '' })).toMatchObject({ options: expect.not.objectContaining({ natsUrl: '' }) });
});

test('help is asked for', () => {
  expect(parseOptions(['--help'], {})).toEqual({ ok: true, kind: 'help' });
});

test.each([
  [['--nope'], {}, '--nope'],
  [['surplus'], {}, 'surplus'],
  [['--duration', 'soon'], {}, "not 'soon'"],
  [['--duration', '-1'], {}, '--duration'],
  [['--duration', '0'], {}, '--duration'],
  [['--namespace', 'Shop'], {}, "not 'Shop'"],
  [['--api-host', 'h'], {}, '--kubeconfig'],
  [['--query', 'avg:a{*}'], {}, 'DD_API_KEY'],
  [[], { DD_API_KEY: 'a' }, 'DD_APP_KEY is not'],
  [[], { DD_APP_KEY: 'a' }, 'DD_API_KEY is not'],
])('%j with %j is refused and says why', (args, env, why) => {
  expect(parseOptions(args, env)).toEqual({ ok: false, reason: 'BadOptions', message: expect.stringContaining(why) });
});
