import { describe, expect, it } from 'vitest';
import { ingestJson, ingestText, normalizeAttributes } from './ingest.js';
import { maxJsonDepth, printJson } from './json.js';
import type { AttributeValue } from './log.js';

describe('ingestText', () => {
  it('reads an object as attributes', () => {
    const log = ingestText(' {"a": 1, "message": "hello"}\n');
    expect(log.attributes).toEqual({ a: 1, message: 'hello' });
    expect(log.message).toBeUndefined();
  });

  it.each(['plain', '"quoted"', '[1, 2]', '7', '{"a": ', '', '{a}'])('keeps %j as the message', (text) => {
    const log = ingestText(text);
    expect(log.message).toBe(text);
    expect(log.attributes).toEqual({});
  });

  it('keeps JSON that is too deep to be read as the message', () => {
    const text = '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000);
    expect(ingestText(text).message).toBe(text);
  });

  it('keeps integers beyond 2^53 exact', () => {
    expect(ingestText('{"id": 9007199254740993}').attributes).toEqual({ id: 9_007_199_254_740_993n });
  });
});

describe('ingestJson', () => {
  it('drops nulls, empty objects and empty arrays at every depth, and keeps empty texts', () => {
    const log = ingestJson({
      a: null,
      b: [],
      c: {},
      d: { e: null, f: [{}, null] },
      g: '',
      h: [null, 1, []],
      i: { j: 0 },
    });
    expect(log.attributes).toEqual({ g: '', h: [1], i: { j: 0 } });
  });

  it('makes objects of keys with dots and merges them with what is there', () => {
    const log = ingestJson({ 'a.b': 1, a: { c: 2, 'd.e': 3 }, 'a.d.f': 4 });
    expect(log.attributes).toEqual({ a: { b: 1, c: 2, d: { e: 3, f: 4 } } });
  });

  it.each(['.a', 'a.', 'a..b', '.'])('leaves the key %j alone', (key) => {
    expect(ingestJson({ [key]: 1 }).attributes).toEqual({ [key]: 1 });
  });

  it('loses nothing when a scalar is in the way of a key with dots', () => {
    expect(ingestJson({ a: 1, 'a.b': 2 }).attributes).toEqual({ a: 1, 'a.b': 2 });
  });

  it('makes a message of what is no object', () => {
    expect(ingestJson('hello').message).toBe('hello');
    expect(ingestJson([1, { a: 2 }]).message).toBe('[1,{"a":2}]');
  });

  it('takes __proto__ and constructor as keys like any other', () => {
    const { attributes } = ingestText('{"__proto__": {"x": 1}, "constructor.prototype": 2, "n": null}');
    expect(Object.keys(attributes)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(Object.hasOwn({}, 'x')).toBe(false);
  });

  it('replaces what lies too deep', () => {
    let value: AttributeValue = { leaf: true };
    for (let depth = 0; depth < 20_000; depth += 1) value = { a: value };
    let found: AttributeValue | undefined = ingestJson(value).attributes;
    let levels = 0;
    while (typeof found === 'object' && found !== null && !Array.isArray(found)) {
      found = found['a'];
      levels += 1;
    }
    expect(levels).toBe(maxJsonDepth);
    expect(found).toBe('(nested deeper than 100 levels)');
  });
});

it('gives the same object when there is nothing to normalize', () => {
  const attributes = { a: { b: [1, { c: 2 }] } };
  expect(normalizeAttributes(attributes)).toBe(attributes);
});

it('normalizes deep objects level by level', () => {
  const depth = 90;
  expect(ingestText(`${'{"a":'.repeat(depth)}null${'}'.repeat(depth)}`).attributes).toEqual({});
  const text = `${'{"a":'.repeat(depth)}{"b.c":1,"d":null}${'}'.repeat(depth)}`;
  expect(printJson(ingestText(text).attributes)).toBe(`${'{"a":'.repeat(depth)}{"b":{"c":1}}${'}'.repeat(depth)}`);
});
