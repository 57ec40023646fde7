import { parseConfig } from '@dogwatch/service';
import { expect, test } from 'vitest';
import { metricsPollerConfig } from '../config.js';

const parse = (orgs: unknown) => parseConfig(metricsPollerConfig, { DD_ORGS: JSON.stringify(orgs) });

test('keys come in the variable, from a folder, or from a Secret', () => {
  const orgs = [
    { name: 'a', api_key: 'k', app_key: 'l' },
    { name: 'b', site: 'datadoghq.eu', folder: '/etc/orgs/b' },
    { name: 'c', secret: 'keys-of-c' },
  ];
  expect(parse(orgs)).toMatchObject({ ok: true, config: { orgs } });
});

test.each([
  ['a key alone', [{ name: 'a', api_key: 'very-secret' }], 'needs api_key and app_key, a folder, or a secret'],
  [
    'one name twice',
    [
      { name: 'a', secret: 's' },
      { name: 'a', secret: 't' },
    ],
    'two organizations have one name',
  ],
  ['the name of the own keys', [{ name: 'default', secret: 's' }], 'take another name'],
  ['a field with a mistake', [{ name: 'a', secrt: 's' }], 'secrt'],
])('%s is refused in words, and no key is told', (_, orgs, words) => {
  const parsed = parse(orgs);
  expect(parsed.ok).toBe(false);
  expect(JSON.stringify(parsed)).toContain(words);
  expect(JSON.stringify(parsed)).not.toContain('very-secret');
});
