import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRubyHash } from './parse-ruby-hash.js';

describe('parseRubyHash', () => {
  it('reads what Ruby prints', () => {
    const text = String.raw`{:id=>-12, :big=>9007199254740993, "k e y"=>"a\n\"b\"", up: :ok, obj=>#<Set: {1}>, :list=>[1, [2]], :none=>{}}`;
    expect(parseRubyHash(text)).toEqual({
      id: -12,
      big: 9007199254740993n,
      'k e y': 'a\n"b"',
      up: 'ok',
      obj: '#<Set: {1}>',
      list: [1, [2]],
    });
  });

  it.each(['', 'text', '{:a}', '{:a=>1} more', '{=>1}'])('does not read %j', (text) => {
    expect(parseRubyHash(text)).toBeUndefined();
  });

  it('bounds its depth and its time', () => {
    expect(parseRubyHash('{:a=>'.repeat(10_000))).toBeUndefined();
    for (const part of ['\\', '#<', '"', ' ', ',', '=>']) {
      expect(Object.keys(parseRubyHash(`{:a=>"${part.repeat(100_000)}`) ?? {}).length).toBeLessThan(2);
    }
  });

  it('never throws', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ':a', '=>', '"', ',', ' ', '1', 'nil', '\\') });
    fc.assert(
      fc.property(text, (sample) => {
        expect(() => parseRubyHash(`{${sample}`)).not.toThrow();
      }),
    );
  });
});
