import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printJson } from '../json.js';
import { type Attributes, type AttributeValue, createLog, type Log } from '../log.js';
import { arbitraryFilter } from '../testing/arbitrary-filter.js';
import { compileElementFilter, compileFilter } from './compile-filter.js';
import { printFilter } from './print-filter.js';

function isMatch(query: string, log: Partial<Log>): boolean {
  const compiled = compileFilter(query);
  if (!compiled.ok) throw new Error(`${query}: ${compiled.message}`);
  return compiled.value(createLog(log));
}

function matchesOf(queries: readonly string[], log: Partial<Log>): readonly string[] {
  return queries.filter((query) => isMatch(query, log));
}

const order: Attributes = {
  kind: 'Order placed',
  code: 200,
  text: '404',
  big: 9007199254740993n,
  paid: true,
  empty: '',
  list: ['red', 7, null],
  items: [{ sku: 'a-1' }, { sku: 'b-2', size: 4 }],
  client: { ip: '10.1.2.3', ips: ['2001:db8::7', 'no address'] },
};

describe('attributes', () => {
  it.each([
    '@kind:"Order placed"',
    String.raw`@kind:Order\ placed`,
    '@kind:Order*',
    '@kind:*placed',
    '@kind:*der\\ pl*',
    '@kind:O*r*p?aced',
    '@kind:?rder\\ placed',
    '@code:200',
    '@code:200.0',
    '@code:2*',
    '@text:404',
    '@big:9007199254740993',
    '@paid:true',
    '@empty:""',
    '@empty:*',
    '@missing:(-* OR "")',
    '@list:red',
    '@list:7',
    '@list:r*',
    '@list:*',
    '@list.1:7',
    '@items.sku:b-2',
    '@items.sku:(x OR b-2)',
    '@items:*',
    '@custom.kind:Order*',
    '@code:(100 OR 200 OR 300)',
    '@code:[200 TO 299]',
    '@code:{199 TO 201}',
    '@code:(>=200 <400)',
    '@text:[400 TO 1000]',
    '@items.size:>3.9',
    '@big:>9007199254740992',
    '@code:["1" TO "3"]',
    '@kind:[A TO P]',
    'CIDR(@client.ip, 192.168.0.0/16, 10.0.0.0/8)',
    'CIDR(@client.ips, 2001:db8::/32)',
    'CIDR(@client.ip, ::ffff:10.1.2.0/120)',
    'CIDR(@client.ip, 10.1.2.3)',
  ])('match %s', (query) => {
    expect(isMatch(query, { attributes: order })).toBe(true);
  });

  it.each([
    '@kind:order*',
    '@kind:"Order*"',
    '@kind:Order',
    '@kind:O*r*x*d',
    '@kind:Order?placed?',
    '@code:20',
    '@text:[401 TO 403]',
    '@kind:>5',
    '@code:{200 TO 300]',
    '@code:[300 TO 200]',
    '@big:9007199254740992',
    '@empty:-*',
    '@missing:""',
    '@missing:*',
    '@items:a-1',
    '@list:null',
    '@constructor:*',
    'CIDR(@client.ip, 10.1.2.4/31)',
    'CIDR(@kind, 0.0.0.0/0, ::/0)',
  ])('do not match %s', (query) => {
    expect(isMatch(query, { attributes: order })).toBe(false);
  });
});

describe('reserved attributes and tags', () => {
  const log: Partial<Log> = {
    attributes: { env: 'test', team: { name: 'blue' }, service: 'hidden' },
    service: 'web',
    status: 'error',
    source: 'nginx',
    tags: ['env:prod', 'version:1.2.3', 'bare', 'zone:'],
  };

  it('are found by their names', () => {
    const queries = [
      'service:web',
      'status:(error OR critical)',
      'source:ng*',
      'host:*',
      'service:hidden',
      'status:warn',
    ];
    expect(matchesOf(queries, log)).toEqual(queries.slice(0, 3));
  });

  it('come before attributes of that name, which stand in when there is no such tag', () => {
    const queries = ['env:prod', 'env:(dev OR prod)', 'team.name:blue', 'team.name:*', 'bare:*', 'zone:""', '-team:*'];
    expect(matchesOf([...queries, 'env:test', 'bare:x'], log)).toEqual(queries.slice(0, -1));
  });

  it('are compared as text', () => {
    const queries = [
      'version:1.*',
      'version:>=1.2',
      'version:["1.2" TO "1.3"]',
      'tags:bare',
      'tags:env*',
      'tags:"zone:"',
    ];
    expect(matchesOf([...queries, 'version:[10 TO 20]', 'tags:bar'], log)).toEqual(queries);
  });
});

describe('messages', () => {
  const message = 'Started: GET /api-v2/Users failed (error_code=ÉTAT 5) "done"';

  it.each([
    'started',
    '"get /API-v2"',
    'fail*',
    '*iled',
    'us?rs',
    '/api-*/users',
    '*a*i-v2*u*s',
    '"Started:"',
    'état',
    'message:users',
    'failed users',
    '*',
    '*e*',
    'error_code*',
    '""',
    String.raw`\"done\"`,
  ])('have %s', (query) => {
    expect(isMatch(query, { message })).toBe(true);
  });

  it.each([
    'start',
    'tarted',
    'faile',
    'error',
    'Get*failed',
    'us?r',
    'tat',
    '*get*v3',
    'ser*',
    '-failed',
    '"users api"',
  ])('have no %s', (query) => {
    expect(isMatch(query, { message })).toBe(false);
  });

  it('that are not there match nothing but what is negated', () => {
    expect(matchesOf(['a', '*', '-a', 'message:*'], {})).toEqual(['*', '-a']);
  });

  it('are searched in linear time', () => {
    const long = 'a-'.repeat(500_000);
    expect(
      matchesOf(['a*b', '*a*a*a*a*c', 'a*a*a*-', '@x:*a*a*b*c'], { message: long, attributes: { x: long } }),
    ).toEqual(['a*a*a*-']);
    expect(isMatch('a*b', { message: `${'a '.repeat(500_000)}a.b` })).toBe(true);
  });
});

it('looks into the objects of an array', () => {
  const compiled = compileElementFilter('type:(User OR "Service Account") -status:off tags:x');
  if (!compiled.ok) throw new Error(compiled.message);
  expect(compiled.value({ type: 'User', status: 'on', tags: ['x'] })).toBe(true);
  expect(compiled.value({ type: 'User', status: 'off', tags: ['x'] })).toBe(false);
  expect(compiled.value({ type: 'User' })).toBe(false);
});

it('says what is wrong with a query', () => {
  expect(compileFilter('service:(a OR')).toMatchObject({ ok: false, reason: 'InvalidFilter', offset: 13 });
  expect(compileFilter('x CIDR(@ip, 10.0.0.0/33)')).toEqual({
    ok: false,
    reason: 'InvalidFilter',
    offset: 2,
    message: 'found "10.0.0.0/33", expected a network such as 10.0.0.0/8 or 2001:db8::/32',
  });
});

describe('laws', () => {
  const word = fc.constantFrom('a', 'b', 'A b', '1', '2.5', '', '*', 'a:b');
  const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__', '0'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const attributes = fc.dictionary(fc.constantFrom('a', 'b', '1', 'constructor'), value, { maxKeys: 4 });
  const log = fc.record(
    {
      attributes,
      message: fc.oneof(word, fc.string()),
      host: word,
      service: word,
      tags: fc.array(word, { maxLength: 3 }),
    },
    { requiredKeys: ['attributes'] },
  );

  it('a query and its negation are never both true, and reading it again changes nothing', () => {
    fc.assert(
      fc.property(arbitraryFilter(), log, (tree, parts) => {
        const query = printFilter(tree);
        const before = printJson(createLog(parts));
        const result = isMatch(query, parts);
        expect(isMatch(`-(${query})`, parts)).toBe(!result);
        expect(isMatch(`(${query}) OR -(${query})`, parts)).toBe(true);
        expect(printJson(createLog(parts))).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('alternatives of one field are true when one of them is', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), log, (words, parts) => {
        for (const field of ['@a', 'a', 'service', 'tags', 'message', '@a.b']) {
          const queries = words.map((text) => `${field}:${JSON.stringify(text)}`);
          const isAny = queries.some((query) => isMatch(query, parts));
          expect(isMatch(queries.join(' OR '), parts)).toBe(isAny);
          expect(isMatch(`${field}:(${words.map((text) => JSON.stringify(text)).join(' OR ')})`, parts)).toBe(isAny);
        }
      }),
    );
  });

  it('patterns match what the same pattern as an expression matches', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 7 });
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 10 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(pattern, text, (parts, a) => {
        const source = parts.map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part)).join('');
        expect(isMatch(`@a:${parts.join('')}`, { attributes: { a } })).toBe(new RegExp(`^${source}$`).test(a));
      }),
      { numRuns: 1000 },
    );
  });
});
