import { describe, expect, test } from 'vitest';
import { createIntlZones } from '../dates/intl-zones.js';
import type { Attributes } from '../log.js';
import { compileGrok } from './compile-grok.js';

const environment = { nowMillis: () => 0, zoneOffsetMillis: createIntlZones() };

function compile(matchRules: string, supportRules = '', cursor: { at: string | undefined } = { at: undefined }) {
  return compileGrok({ supportRules, matchRules }, { environment, cursor, path: 'here' });
}

function extract(pattern: string, text: string, into: Attributes = {}, supportRules = ''): Attributes | undefined {
  const { grok, problems } = compile(`rule ${pattern}`, supportRules);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return grok && grok.extract(text, into) >= 0 ? into : undefined;
}

describe('rules', () => {
  test('the first rule that matches wins, and its index is told', () => {
    const { grok } = compile('# numbers first\nnumber %{integer:n}\n\n  text %{data:t}');
    expect(grok?.rules).toEqual([
      { name: 'number', pattern: '%{integer:n}' },
      { name: 'text', pattern: '%{data:t}' },
    ]);
    const into: Attributes = {};
    expect(grok?.extract(' 12 ', into)).toBe(0);
    expect(grok?.extract('twelve', into)).toBe(1);
    expect(into).toEqual({ n: 12, t: 'twelve' });
  });

  test('a rule without a colon is included as text, with one as a group', () => {
    expect(extract('%{word:a}%{rest}', 'x', {}, 'rest ?(-%{word:b})?')).toEqual({ a: 'x' });
    expect(extract('%{sides:}!', 'left!', {}, 'sides left|right')).toEqual({});
    expect(extract('%{both:whole:uppercase}', 'a 1', {}, 'both %{word:w} %{integer:n}')).toEqual({
      w: 'a',
      n: 1,
      whole: 'A 1',
    });
  });

  test('match rules can include other match rules', () => {
    expect(compile('short %{word:a}\nlong %{short} %{word:b}').grok?.extract('x y', {})).toBe(1);
  });

  test('blanks at the end of a support rule belong to it', () => {
    expect(extract('%{name}%{word:b}', 'x y', {}, 'name %{word:a} ')).toEqual({ a: 'x', b: 'y' });
  });

  test('blanks inside of a token and ?> are of no account', () => {
    expect(extract('%{?>word : user.name } %{ integer:n : scale( 10 ) }', 'ada 2')).toEqual({
      user: { name: 'ada' },
      n: 20,
    });
  });
});

describe('attributes', () => {
  test.each([
    ['an attribute found twice is an array', '%{word:a} %{integer:a}', 'x 1', { a: ['x', 1] }],
    ['of alternatives the one that matched is set', '(%{integer:a}|%{word:a})', 'x', { a: 'x' }],
    ['objects of one path are merged', '%{data:o:json};%{data:o:json}', '{"a":1};{"b":2}', { o: { a: 1, b: 2 } }],
    ['a filter without a path writes to the root', '%{data::json}', '{"a":{"b":1}}', { a: { b: 1 } }],
    ['a value that is no object is not written to the root', '%{data::integer}', '1', {}],
    ['nothing found sets nothing', '"%{data:a}"%{data:b:nullIf("-")}', '""-', {}],
    ['an empty object sets nothing, nor the objects around it', '%{data:a.b:keyvalue}', 'none', {}],
    ['paths have quoted keys', '%{word:a["b.c"].d}', 'x', { a: { 'b.c': { d: 'x' } } }],
    ['custom is the root', '%{word:custom.a}', 'x', { a: 'x' }],
    ['names of groups keep their dots', '(?<a.b>x)', 'x', { 'a.b': 'x' }],
    ['a filter goes over the groups inside', '%{regex("(?<msg>.*)")::keyvalue}', 'msg=hi n=1', { msg: 'hi', n: 1 }],
    ['filters follow each other', '%{notSpace:a:nullIf("-"):uppercase}', 'x', { a: 'X' }],
    ['a filter that fails drops the attribute only', '%{word:a:integer} %{word:b}', 'x y', { b: 'y' }],
    ['what a repeated group held last', '(a=%{word:a}|b=%{word:b}|,)+', 'a=1,b=2,a=3', { a: '3', b: '2' }],
  ])('%s', (_, pattern, text, expected) => {
    expect(extract(pattern, text)).toEqual(expected);
  });

  test('go over what is there, and beside it', () => {
    expect(extract('%{word:a} %{word:b.c}', 'x y', { a: 1, b: { d: 2 } })).toEqual({ a: 'x', b: { c: 'y', d: 2 } });
    expect(extract('%{word:a.b}', 'x', { a: 'text' })).toEqual({ a: { b: 'x' } });
  });

  test('whatever their names', () => {
    const into = extract('%{word:__proto__.polluted} %{word:constructor}', 'x y') ?? {};
    expect(Object.keys(into)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(['', ' ', '\0', '\uD800', 'x'.repeat(100_000)])('texts of any kind are taken', (text) => {
    expect(extract('%{data:a}', text)).toEqual(text.trim() === '' ? {} : { a: text });
  });
});

describe('problems', () => {
  test.each([
    ['a %{wrod:x}', '', 'UnknownMatcher', 'match_rules', 1, 3, 'did you mean word'],
    ['a ok\nb x %{data:x:uppercsae}', '', 'UnknownFilter', 'match_rules', 2, 5, 'did you mean uppercase'],
    ['a %{one}', 'one %{two}\n two %{one}', 'CircularRule', 'support_rules', 2, 6, 'a -> one -> two -> one'],
    ['a x', 'unused %{nope}', 'UnknownMatcher', 'support_rules', 1, 8, 'nope'],
    ['a x\na y', '', 'DuplicateRule', 'match_rules', 2, 1, 'in line 1'],
    ['?? x', '', 'InvalidRule', 'match_rules', 1, 1, '?? x'],
    ['', '', 'InvalidRule', 'match_rules', 1, 1, 'no match rules'],
    ['a %{data:x', '', 'InvalidRule', 'match_rules', 1, 11, 'a } is missing'],
    ['a %{data:x:scale(}', '', 'InvalidRule', 'match_rules', 1, 18, 'name of'],
    ['a x(y', '', 'InvalidRegex', 'match_rules', 1, 4, '( without its )'],
    ['a %{one}', 'one x[', 'InvalidRegex', 'support_rules', 1, 6, 'class without its ]'],
    ['a %{regex("(")}', '', 'InvalidRegex', 'match_rules', 1, 3, '( without its )'],
    ['a %{regex(1)}', '', 'InvalidArguments', 'match_rules', 1, 3, 'in quotes'],
    ['a %{word("x")}', '', 'InvalidArguments', 'match_rules', 1, 3, 'takes no arguments'],
    ['a %{date("yyyy-Q")}', '', 'InvalidDateFormat', 'match_rules', 1, 3, 'Q'],
  ])('%j with %j: %s', (match, support, reason, field, line, column, message) => {
    const { grok, problems } = compile(match, support);
    expect(grok).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: 'error', reason, field, line, column });
    expect(problems[0]?.message).toContain(message);
  });

  test('a slow rule is a warning and runs', () => {
    const { grok, problems } = compile('a x(%{word}\\s*)+y');
    expect(problems).toEqual([]);
    expect(grok).toBeDefined();
    const slow = compile('a x(%{integer}\\s*)+y');
    expect(slow.problems).toMatchObject([{ severity: 'warning', reason: 'SlowPattern', line: 1, column: 4 }]);
    expect(slow.grok?.extract('x1 2y', {})).toBe(0);
  });

  test('rules that include each other many times over are refused', () => {
    const support = Array.from({ length: 40 }, (_, index) => `r${index} %{r${index + 1}}%{r${index + 1}}`);
    const { grok, problems } = compile('a %{r0}', [...support, 'r40 xxxxxxxxxx'].join('\n'));
    expect(grok).toBeUndefined();
    expect(problems).toMatchObject([{ reason: 'InvalidRule' }]);
  });
});

test('the cursor says which rule is at work while one runs that cannot be bounded', () => {
  const seen: (string | undefined)[] = [];
  const cursor = {
    set at(place: string | undefined) {
      seen.push(place);
    },
  };
  const { grok } = compileGrok(
    { supportRules: '', matchRules: 'plain x\nback (?<a>a+)\\k<a>' },
    { environment, cursor, path: 'here' },
  );
  expect(grok?.extract('aa', {})).toBe(1);
  expect(seen).toEqual(['here rule back', undefined]);
});

describe('explaining', () => {
  const rules = 'login user %{word:user} logged in from %{ip:ip}\nlogout user %{word:user} left';

  test('names the rule that matches', () => {
    expect(compile(rules).grok?.explain('user ada left')).toEqual({ matched: 'logout' });
  });

  test('tells how far each rule gets and what comes next', () => {
    expect(compile(rules).grok?.explain('user ada logged in from home')).toMatchObject({
      matched: undefined,
      nearest: { rule: 'login', characters: 24, expected: '%{ip:ip}', field: 'match_rules', line: 1, column: 40 },
      attempts: [{ rule: 'login' }, { rule: 'logout', characters: 10, expected: 'eft', line: 2, column: 27 }],
    });
  });

  test('text that is left over', () => {
    const explanation = compile('a %{integer:n}').grok?.explain('12x');
    expect(explanation).toMatchObject({ nearest: { characters: 2, expected: undefined } });
  });
});
