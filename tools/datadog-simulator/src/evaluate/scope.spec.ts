import { describe, expect, test } from 'vitest';
import { evaluateText, gauge, tryEvaluateText } from '../testing/evaluate-text.js';

const hosts = [
  gauge('up', [1], 'host:a', 'env:prod', 'zone:eu-1', 'canary'),
  gauge('up', [1], 'host:b', 'env:prod', 'zone:us-1'),
  gauge('up', [1], 'host:c', 'env:test', 'zone:eu-2'),
  gauge('up', [1], 'host:d', 'zone:'),
];

function hostsIn(scope: string): string {
  return evaluateText(`avg:up{${scope}} by {host}`, hosts)
    .series.map(({ groups }) => groups.join().slice('host:'.length))
    .join('');
}

describe('scope', () => {
  test.each([
    ['*', 'abcd'],
    ['env:prod', 'ab'],
    ['env:prod,zone:us-1', 'b'],
    ['!env:prod', 'cd'],
    ['env:prod,!host:a', 'b'],
    ['canary', 'a'],
    ['zone:', 'd'],
    ['env:*', 'abc'],
    ['zone:eu*', 'ac'],
    ['zone:*1', 'ab'],
    ['zone:e*-*', 'ac'],
    ['zone:*u*u*', ''],
    ['host:*a*a', ''],
    ['env:Prod', ''],
    ['env:prod OR host:c', 'abc'],
    ['env:prod AND NOT host:a', 'b'],
    ['NOT (env:prod OR env:test)', 'd'],
    ['host IN (a, c)', 'ac'],
    ['host NOT IN (a, c)', 'bd'],
    ['env:prod OR env:test AND zone:us-1', 'ab'],
    ['host:a or host:b', 'ab'],
  ])('{%s} selects %s', (scope, expected) => {
    expect(hostsIn(scope)).toBe(expected);
  });

  test('a template variable is refused', () => {
    expect(tryEvaluateText('avg:up{$env}', hosts)).toMatchObject({ ok: false, reason: 'TemplateVariable' });
    expect(tryEvaluateText('avg:up{env:$env.value AND host:a}', hosts)).toMatchObject({ reason: 'TemplateVariable' });
  });
});
