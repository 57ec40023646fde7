import { describe, expect, it } from 'vitest';
import { ingestText } from './ingest.js';
import type { Attributes, AttributeValue } from './log.js';
import { parsePath, readPath, removePath, writePath } from './path.js';

const tree: Attributes = {
  a: { b: { c: 1 } },
  'user agent': { $x: 2, '@y': 3 },
  users: [{ name: 'ada', pets: [{ kind: 'cat' }] }, 7, { name: 'bob' }, { id: 4 }],
  empty: '',
};

function read(path: string, attributes = tree): AttributeValue | undefined {
  return readPath(attributes, parsePath(path));
}

function write(attributes: Attributes, path: string): Attributes {
  writePath(attributes, parsePath(path), true);
  return attributes;
}

describe('readPath', () => {
  it.each([
    ['a.b.c', 1],
    ['a.b', { c: 1 }],
    ['custom.a.b.c', 1],
    ['user agent.$x', 2],
    ['user agent.@y', 3],
    ['empty', ''],
    ['users.name', ['ada', 'bob']],
    ['users.name.1', 'bob'],
    ['users.0.name', 'ada'],
    ['users.1', 7],
    ['a.x', undefined],
    ['a.b.c.d', undefined],
    ['empty.length', undefined],
    ['users.nope', undefined],
    ['users.9', undefined],
    ['users.length', undefined],
  ])('%s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it.each(['constructor', '__proto__', 'a.toString', 'a.__proto__.x', 'hasOwnProperty.name'])(
    'finds nothing at %s, which every object inherits',
    (path) => {
      expect(read(path)).toBeUndefined();
    },
  );

  it('finds what a log has under such names', () => {
    const { attributes } = ingestText('{"__proto__": {"constructor": 1}}');
    expect(read('__proto__.constructor', attributes)).toBe(1);
  });
});

describe('writePath', () => {
  it('makes the objects on the way, in place of anything else', () => {
    expect(write({}, 'a.b.c')).toEqual({ a: { b: { c: true } } });
    expect(write({ a: { x: 1 } }, 'a.b')).toEqual({ a: { x: 1, b: true } });
    expect(write({ a: 1 }, 'a.b')).toEqual({ a: { b: true } });
    expect(write({ a: [1] }, 'a.b')).toEqual({ a: { b: true } });
    expect(write({}, 'custom.a')).toEqual({ a: true });
  });

  it('changes no prototype', () => {
    const attributes = write({}, '__proto__.polluted');
    expect(Object.hasOwn(attributes, '__proto__')).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(read('__proto__.polluted', attributes)).toBe(true);
    write({}, 'constructor.prototype.polluted');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('removePath', () => {
  it('removes parents that become empty, and no others', () => {
    const attributes: Attributes = { a: { b: { c: 1 } }, x: { y: 1, z: {} } };
    expect(removePath(attributes, parsePath('a.b.c'))).toBe(true);
    expect(removePath(attributes, parsePath('x.y'))).toBe(true);
    expect(attributes).toEqual({ x: { z: {} } });
  });

  it('says when there is nothing to remove, and leaves arrays alone', () => {
    const attributes: Attributes = { a: [{ b: 1 }], c: 1 };
    for (const path of ['x', 'c.d', 'a.b', 'a.0', 'toString', '__proto__.toString'])
      expect(removePath(attributes, parsePath(path))).toBe(false);
    expect(attributes).toEqual({ a: [{ b: 1 }], c: 1 });
  });
});
