import { parseQueries } from '@dogwatch/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderHpaQuery, renderScope } from './hpa-query.js';
import { fromObjectSelector, type ObjectSelector } from './label-selector.js';
import { parseLabelSelector } from './parse-label-selector.js';

function scopeOf(selector: ObjectSelector): string {
  const rendered = renderScope(fromObjectSelector(selector));
  if (!rendered.ok) throw new Error(rendered.message);
  return rendered.scope;
}

test('matchLabels give the comma form, sorted by the whole text', () => {
  expect(scopeOf({})).toBe('*');
  expect(scopeOf({ matchLabels: { q: '1', 'q-b': '2' } })).toBe('q-b:2,q:1');
  expect(scopeOf({ matchLabels: { q: '' } })).toBe('q:');
});

test('any expression gives the functional form', () => {
  const matchLabels = { app: 'shop' };
  const scope = (key: string, operator: string, values: readonly string[] = []): string =>
    scopeOf({ matchLabels, matchExpressions: [{ key, operator, values }] });
  expect(scope('zone', 'In', ['b', 'a'])).toBe('app:shop AND zone IN (a,b)');
  expect(scope('zone', 'In', ['b'])).toBe('app:shop AND zone:b');
  expect(scope('zone', 'NotIn', ['b'])).toBe('app:shop AND zone NOT IN (b)');
  expect(scope('zone', 'Exists')).toBe('app:shop AND zone:*');
  expect(scope('zone', 'DoesNotExist')).toBe('NOT zone:* AND app:shop');
});

test('== is the same as =', () => {
  const parsed = parseLabelSelector('b==1,a=2');
  expect(parsed.ok && renderScope(parsed.selector)).toEqual({ ok: true, scope: 'a:2,b:1' });
});

test('operators that Datadog does not have are refused', () => {
  const parsed = parseLabelSelector('cores>4');
  expect(parsed.ok && renderScope(parsed.selector)).toMatchObject({ ok: false, reason: 'BadSelector' });
});

test('every selector gives a query that parses', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  const expression = fc.record({
    key: word,
    operator: fc.constantFrom('DoesNotExist', 'Exists', 'In', 'NotIn'),
    values: fc.array(word, { minLength: 1, maxLength: 3 }),
  });
  const selector = fc.record({
    matchLabels: fc.dictionary(word, word, { maxKeys: 3 }),
    matchExpressions: fc.array(expression, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(selector, (selector) => {
      const query = renderHpaQuery('shop.orders', scopeOf(selector), { aggregator: 'max', rollupSeconds: 60 });
      expect(parseQueries(query)).toMatchObject({ ok: true });
    }),
  );
});
