import { describe, expect, it } from 'vitest';
import { type Attributes, createLog, type Log } from '../log.js';
import type { LogOutcome } from '../reasons.js';
import { compileProcessor } from '../testing/compile-processor.js';

function remap(config: object, log: Partial<Log>): { log: Log; outcome: LogOutcome } {
  const { run, problems } = compileProcessor('attribute-remapper', config);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const made = createLog(log);
  return { outcome: run(made), log: made };
}

function attributesAfter(config: object, attributes: Attributes): Attributes {
  return remap(config, { attributes }).log.attributes;
}

describe('attributes', () => {
  it('are written from the first source; the others only go', () => {
    const config = { sources: ['x', 'a', 'b'], target: 't', override_on_conflict: true };
    expect(attributesAfter(config, { a: 1, b: 2 })).toEqual({ t: 1 });
  });

  it('go even when the target stays, and take parents with them that they leave empty', () => {
    expect(remap({ sources: ['a.b.c'], target: 't' }, { attributes: { a: { b: { c: 1 } }, t: 2 } })).toMatchObject({
      outcome: 'TargetExists',
      log: { attributes: { t: 2 } },
    });
    expect(attributesAfter({ sources: ['a.b'], target: 't' }, { a: { b: 1, c: 2 } })).toEqual({ a: { c: 2 }, t: 1 });
  });

  it('share nothing when they are copied', () => {
    const after = attributesAfter({ sources: ['a'], target: 'b', preserve_source: true }, { a: { x: [1] } });
    expect(after).toEqual({ a: { x: [1] }, b: { x: [1] } });
    expect(after['b']).not.toBe(after['a']);
  });

  it('can move below what they replace', () => {
    expect(attributesAfter({ sources: ['a'], target: 'a.name' }, { a: 'x' })).toEqual({ a: { name: 'x' } });
  });

  it('are read from the objects of an array, which stay', () => {
    const after = attributesAfter(
      { sources: ['users.name'], target: 'names' },
      { users: [{ name: 'a' }, { id: 1 }, { name: 'b' }] },
    );
    expect(after).toEqual({ users: [{ name: 'a' }, { id: 1 }, { name: 'b' }], names: ['a', 'b'] });
  });

  it('never mean the reserved attribute of the same name, of which a warning tells', () => {
    expect(remap({ sources: ['service'], target: 'x' }, { service: 'shop' }).outcome).toBe('NoSource');
    const { problems } = compileProcessor('attribute-remapper', { sources: ['service', 'a'], target: 'host' });
    expect(problems.map(({ reason, path }) => [reason, path])).toEqual([
      ['ReservedName', '.sources[0]'],
      ['ReservedName', '.target'],
    ]);
  });

  it.each([
    ['integer', '12.9', 12],
    ['integer', -3.7, -3],
    ['integer', ' 42 ', 42],
    ['integer', '9007199254740993', BigInt('9007199254740993')],
    ['integer', '1e3', 1000],
    ['integer', '12,5', '12,5'],
    ['integer', '', ''],
    ['integer', true, true],
    ['double', '1.5', 1.5],
    ['double', '.5e1', 5],
    ['double', 'one', 'one'],
    ['string', 1.5, '1.5'],
    ['string', false, 'false'],
    ['string', { a: 1 }, { a: 1 }],
    ['double', ['1', 'x', '2.5'], [1, 'x', 2.5]],
  ])('as %s: %o becomes %o', (format, value, expected) => {
    expect(attributesAfter({ sources: ['a'], target: 'b', target_format: format }, { a: value })).toEqual({
      b: expected,
    });
  });
});

describe('tags', () => {
  it('are added once, in lower case, and a key that is there stays', () => {
    const config = { sources: ['team'], target: 'team', target_type: 'tag', preserve_source: true };
    expect(remap(config, { attributes: { team: 'Blue' }, tags: ['x'] }).log.tags).toEqual(['x', 'team:blue']);
    expect(remap(config, { attributes: { team: 'Blue' }, tags: ['team:red'] })).toMatchObject({
      outcome: 'TargetExists',
      log: { tags: ['team:red'] },
    });
    const overriding = { ...config, override_on_conflict: true };
    expect(remap(overriding, { attributes: { team: 'Blue' }, tags: ['team:red', 'x'] }).log.tags).toEqual([
      'x',
      'team:blue',
    ]);
  });

  it('cannot be made of an object', () => {
    const config = { sources: ['a'], target: 'a', target_type: 'tag', override_on_conflict: true };
    expect(remap(config, { attributes: { a: { b: 1 } }, tags: ['a:1'] })).toMatchObject({
      outcome: 'InvalidValue',
      log: { tags: ['a:1'] },
    });
  });

  it('become attributes and go; several become an array', () => {
    const config = { sources: ['team'], source_type: 'tag', target: 'team' };
    expect(remap(config, { tags: ['team:a', 'x', 'team:b'] }).log).toMatchObject({
      tags: ['x'],
      attributes: { team: ['a', 'b'] },
    });
  });

  it('must not have a colon or comma in their name', () => {
    const { problems } = compileProcessor('attribute-remapper', { sources: ['a'], target: 'a:b', target_type: 'tag' });
    expect(problems).toMatchObject([{ severity: 'error', reason: 'InvalidConfig', path: '.target' }]);
  });
});
