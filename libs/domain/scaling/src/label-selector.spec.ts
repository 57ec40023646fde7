import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromObjectSelector, type LabelSelector, matchesLabels, printLabelSelector } from './label-selector.js';
import { parseLabelSelector } from './parse-label-selector.js';

function parse(text: string): LabelSelector {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.selector;
}

describe('the text of a selector', () => {
  test.each([
    ['', ''],
    ['  ', ''],
    ['tier = web , app=shop', 'app=shop,tier=web'],
    ['app==shop', 'app==shop'],
    ['app!=shop', 'app!=shop'],
    ['app=', 'app='],
    ['app=,tier', 'app=,tier'],
    ['!app', '!app'],
    ['zone in (b, a,b)', 'zone in (a,b)'],
    ['zone notin(b)', 'zone notin (b)'],
    ['zone in (,a)', 'zone in (,a)'],
    ['zone in (a,)', 'zone in (,a)'],
    ['cores>4,cores<9', 'cores>4,cores<9'],
    ['in in (in),notin notin (notin)', 'in in (in),notin notin (notin)'],
    ['example.com/team=a', 'example.com/team=a'],
  ])('%j is printed as %j', (text, canonical) => {
    expect(printLabelSelector(parse(text))).toBe(canonical);
  });

  test.each([
    ['app=a,', 'the end'],
    [',app=a', '","'],
    ['app=a b', '"b"'],
    ['app in ()', 'empty'],
    ['app in (a', 'the end'],
    ['app in a', '"a"'],
    ['app in (a b)', '"b"'],
    ['app===a', 'a label value'],
    ['!app=a', '"="'],
    ['!', 'the end'],
    ['app>x', 'an integer'],
    ['-app', 'not a label key'],
    ['Team/app=a', 'not a label key'],
    ['/app=a', 'not a label key'],
    ['app=a/b', 'not a label value'],
    [`app=${'a'.repeat(64)}`, 'not a label value'],
    ['app like a', '"like"'],
  ])('%j is refused and the message tells why: %s', (text, why) => {
    const parsed = parseLabelSelector(text);
    expect(parsed).toMatchObject({ ok: false, reason: 'BadSelector' });
    expect(parsed).toHaveProperty('message', expect.stringContaining(why));
  });

  test('any text gives a selector or a refusal', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'in', '=', '!', ',', '(', ')', '<', '>', ' ') }),
        (text) => {
          const parsed = parseLabelSelector(text);
          const again = parsed.ok ? parseLabelSelector(printLabelSelector(parsed.selector)) : parsed;
          expect(again).toEqual(parsed);
        },
      ),
    );
  });
});

describe('the selector of an object', () => {
  test('is sorted by key; unknown operators are left out', () => {
    const selector = fromObjectSelector({
      matchLabels: { tier: 'web' },
      matchExpressions: [
        { key: 'app', operator: 'In', values: ['b', 'a'] },
        { key: 'old', operator: 'DoesNotExist' },
        { key: 'x', operator: 'Near', values: ['y'] },
      ],
    });
    expect(printLabelSelector(selector)).toBe('app in (a,b),!old,tier=web');
  });

  test.each([undefined, null, {}, { matchLabels: null, matchExpressions: null }])(
    '%j selects everything',
    (selector) => {
      expect(fromObjectSelector(selector)).toEqual([]);
    },
  );
});

test.each([
  ['', {}, true],
  ['a=1', { a: '1' }, true],
  ['a=1', { a: '2' }, false],
  ['a=1', {}, false],
  ['a==1', { a: '1' }, true],
  ['a!=1', {}, true],
  ['a!=1', { a: '1' }, false],
  ['a notin (1,2)', { a: '3' }, true],
  ['a in (1,2)', { a: '2' }, true],
  ['a', { a: '' }, true],
  ['a', {}, false],
  ['!a', {}, true],
  ['!a', { a: '1' }, false],
  ['a>5', { a: '6' }, true],
  ['a>5', { a: 'x' }, false],
  ['a<5', { a: '6' }, false],
  ['a<5', {}, false],
  ['a=1,b=2', { a: '1' }, false],
  ['toString', {}, false],
])('%j on %j: %s', (text, labels, matches) => {
  expect(matchesLabels(parse(text), labels)).toBe(matches);
});
