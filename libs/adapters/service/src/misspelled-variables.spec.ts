import { expect, test } from 'vitest';
import { defineConfig } from './define-config.js';
import { findMisspelled } from './misspelled-variables.js';

const schema = defineConfig({
  period: { env: 'DD_REFRESH_PERIOD', aliases: ['DD_OLD_REFRESH'], type: 'string', doc: 'A period.' },
  key: { env: 'DD_SECRET_KEY', type: 'string', secret: true, doc: 'A key.' },
});

test('a name that is nearly one of ours is told, with the one that is meant', () => {
  expect(findMisspelled([schema], { DD_REFRESH_PERIODE: '10s', DD_SECRETKEY: 'x' })).toEqual([
    'DD_REFRESH_PERIODE is set, and nothing reads it; did you mean DD_REFRESH_PERIOD?',
    'DD_SECRETKEY is set, and nothing reads it; did you mean DD_SECRET_KEY?',
  ]);
});

test.each<Record<string, string>>([
  { DD_REFRESH_PERIOD: '10s', DD_OLD_REFRESH: '10s', DD_SECRET_KEY_FILE: '/key' },
  { DD_TRACE_SAMPLE_RATE: '1', DD_TAGS: 'a:b', PATH: '/bin' },
  { DD_NODE_NAME: 'n', DD_AGENT_PORT: '8126' },
  { DD_REFRESH_PERIOD: '10s', DD_REFRESH_PERIODS: 'of somebody else' },
])('what is right, of others, or beside the right one is not: %j', (env) => {
  expect(findMisspelled([schema], env)).toEqual([]);
});
