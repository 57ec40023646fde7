import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  charsOf,
  hasChar,
  ignoreCase,
  intersect,
  invert,
  onlyChar,
  overlaps,
  printCharSet,
  toCharSet,
  unite,
} from './char-set.js';

const unit = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xff_ff }));
const set = fc
  .array(fc.tuple(unit, unit), { maxLength: 6 })
  .map((pairs) => toCharSet(pairs.flatMap(([one, other]) => [Math.min(one, other), Math.max(one, other)])));

describe('sets of characters', () => {
  test('ranges that touch become one', () => {
    expect(toCharSet([5, 9, 1, 4, 20, 30, 25, 26])).toEqual([1, 9, 20, 30]);
  });

  test('the complement has what the set has not', () => {
    fc.assert(
      fc.property(set, unit, (chars, char) => {
        expect(hasChar(invert(chars), char)).toBe(!hasChar(chars, char));
      }),
    );
  });

  test('union and intersection are those of the members', () => {
    fc.assert(
      fc.property(set, set, unit, (left, right, char) => {
        const [inLeft, inRight] = [hasChar(left, char), hasChar(right, char)];
        expect(hasChar(unite(left, right), char)).toBe(inLeft || inRight);
        expect(hasChar(intersect(left, right), char)).toBe(inLeft && inRight);
        expect(overlaps(left, right)).toBe(intersect(left, right).length > 0);
      }),
    );
  });

  test('a printed set matches its members and nothing else', () => {
    fc.assert(
      fc.property(set, unit, (chars, char) => {
        const pattern = new RegExp(`^${printCharSet(chars)}$`);
        expect(pattern.test(String.fromCharCode(char))).toBe(hasChar(chars, char));
      }),
    );
  });

  test('case is that of ASCII letters', () => {
    expect(ignoreCase(charsOf('aZ1é'))).toEqual(charsOf('aAzZ1é'));
  });

  test('a set of one character gives it', () => {
    expect(onlyChar(charsOf('x'))).toBe('x');
    expect(onlyChar(charsOf('xy'))).toBeUndefined();
    expect(onlyChar([])).toBeUndefined();
  });
});
