import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultBatchLimits, encodedQueryLength, planBatches } from './batch.js';

const sizes = (count: number) =>
  planBatches(Array.from({ length: count }, (_, index) => `q${index}`)).batches.map((batch) => batch.length);

describe('planBatches', () => {
  it('fills a batch with 35 queries', () => {
    expect(sizes(0)).toEqual([]);
    expect(sizes(35)).toEqual([35]);
    expect(sizes(71)).toEqual([35, 35, 1]);
  });

  it('starts a batch where the next query would reach the length', () => {
    const limits = { maxQueries: 10, maxEncodedLength: 30, perQueryOverhead: 5 };
    expect(planBatches(['aaaaa', 'bbbbb', 'ccccc'], limits).batches).toEqual([['aaaaa', 'bbbbb'], ['ccccc']]);
    expect(planBatches(['aaaaa', 'bbbbb', 'cccc'], limits).batches).toEqual([['aaaaa', 'bbbbb', 'cccc']]);
  });

  it('names a query that fits nowhere and keeps its neighbours', () => {
    const long = 'x'.repeat(7000);
    expect(planBatches([long, 'a', long, 'b'])).toEqual({ batches: [['a', 'b']], tooLong: [0, 2] });
  });

  it('neither loses nor reorders queries', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 })), fc.integer({ min: 1, max: 5 }), (queries, maxQueries) => {
        const limits = { maxQueries, maxEncodedLength: 60, perQueryOverhead: 4 };
        const { batches, tooLong } = planBatches(queries, limits);
        expect(batches.flat()).toEqual(queries.filter((_, index) => !tooLong.includes(index)));
        expect(batches.every((batch) => batch.length > 0 && batch.length <= maxQueries)).toBe(true);
      }),
    );
  });
});

describe('encodedQueryLength', () => {
  it('counts as a form encodes', () => {
    expect(encodedQueryLength('avg:a{*}')).toBe('avg%3Aa%7B%2A%7D'.length);
    expect(encodedQueryLength('a b-_.~')).toBe(7);
    expect(encodedQueryLength('é€😀')).toBe(6 + 9 + 12);
    expect(encodedQueryLength('\ud800')).toBe(9);
  });

  it('agrees with URLSearchParams but for * and ~', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.replaceAll(/[*~]/g, '');
        const encoded = new URLSearchParams({ q: plain }).toString().slice(2);
        expect(encodedQueryLength(plain)).toBe(encoded.length);
      }),
    );
  });

  it('keeps the documented limits', () => {
    expect(defaultBatchLimits).toEqual({ maxQueries: 35, maxEncodedLength: 7000, perQueryOverhead: 16 });
  });
});
