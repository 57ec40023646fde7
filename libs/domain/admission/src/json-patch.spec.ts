import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { JsonValue } from './json.js';
import { applyPatch, planPatch } from './json-patch.js';

const key = fc.constantFrom('a', 'b', 'c/d', 'e~f', '', '__proto__', 'constructor');
const named = fc.constantFrom('x', 'y', 'z').map((name) => ({ name, value: 1 }));
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, true, 0, 'text'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(named, { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((entries): JsonValue => Object.fromEntries(entries)),
  ),
}));

describe('planPatch', () => {
  test('a plan applied to the first document gives the second', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applyPatch(before, planPatch(before, after))).toEqual({ ok: true, value: after });
      }),
      { numRuns: 2000 },
    );
  });

  it('has nothing to do for equal documents', () => {
    fc.assert(
      fc.property(json, (document) => {
        expect(planPatch(document, structuredClone(document))).toEqual([]);
      }),
    );
  });

  it('puts items into a list without touching the others', () => {
    const env = [{ name: 'A' }, { name: 'B', value: '1' }];
    const after = [{ name: 'NEW' }, { name: 'A' }, { name: 'B', value: '2' }, { name: 'LAST' }];
    expect(planPatch({ env }, { env: after })).toEqual([
      { op: 'add', path: '/env/0', value: { name: 'NEW' } },
      { op: 'replace', path: '/env/2/value', value: '2' },
      { op: 'add', path: '/env/3', value: { name: 'LAST' } },
    ]);
  });

  it('escapes the keys of annotations', () => {
    const before = { annotations: {} };
    const after = { annotations: { 'example.com/a~b': '1' } };
    expect(planPatch(before, after)).toEqual([{ op: 'add', path: '/annotations/example.com~1a~0b', value: '1' }]);
  });

  it('replaces a list that lost or reordered items', () => {
    const after = [{ name: 'B' }, { name: 'A' }];
    expect(planPatch([{ name: 'A' }, { name: 'B' }], after)).toEqual([{ op: 'replace', path: '', value: after }]);
  });
});

describe('applyPatch', () => {
  it('appends with -', () => {
    expect(applyPatch({ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }])).toEqual({ ok: true, value: { a: [1, 2] } });
  });

  it('leaves the document alone', () => {
    const document = { a: { b: 1 } };
    applyPatch(document, [{ op: 'remove', path: '/a/b' }]);
    expect(document).toEqual({ a: { b: 1 } });
  });

  it('makes a member called __proto__ and not a prototype', () => {
    const patched = applyPatch({}, [{ op: 'add', path: '/__proto__', value: { isAdmin: true } }]);
    expect(patched.ok && Object.keys(Object(patched.value))).toEqual(['__proto__']);
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
  });

  it.each([
    [{ op: 'replace', path: '/b', value: 1 }],
    [{ op: 'remove', path: '/constructor' }],
    [{ op: 'remove', path: '' }],
    [{ op: 'add', path: '/a/3', value: 1 }],
    [{ op: 'add', path: '/a/01', value: 1 }],
    [{ op: 'replace', path: '/a/2', value: 1 }],
    [{ op: 'replace', path: '/a/-', value: 1 }],
    [{ op: 'add', path: '/a/0/x', value: 1 }],
    [{ op: 'add', path: '/x/y', value: 1 }],
  ] as const)('refuses %j, which points at nothing', (operation) => {
    expect(applyPatch({ a: [1, 2] }, [operation])).toMatchObject({ ok: false, reason: 'PatchDoesNotFit' });
  });
});
