import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from './parse-xml.js';

describe('parseXml', () => {
  it('steps over declarations, comments and a document type', () => {
    const text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><!-- x --><a b="&#65;&#x42;&amp;&b;"/><!-- y -->';
    expect(parseXml(text)).toEqual({ a: { b: 'AB&&b;' } });
  });

  it('keeps names that objects inherit', () => {
    expect(JSON.stringify(parseXml('<constructor><__proto__>x</__proto__></constructor>'))).toBe(
      '{"constructor":{"__proto__":"x"}}',
    );
  });

  it.each(['', 'text', '<a>', '<a></b>', '<a b=c/>', '<a/><b/>', '<a/>text', '<a b="1" b/>', '<a>&lt;</a', '< a/>'])(
    'does not read %j',
    (text) => {
      expect(parseXml(text)).toBeUndefined();
    },
  );

  it('bounds its depth and its time', () => {
    expect(parseXml('<a>'.repeat(10_000) + '</a>'.repeat(10_000))).toBeUndefined();
    for (const part of ['<!--', '<a ', '<!DOCTYPE a', '<![CDATA[', ' ', '<a b="']) {
      expect(parseXml(`<x>${part.repeat(100_000)}`)).toBeUndefined();
      expect(parseXml(part.repeat(100_000))).toBeUndefined();
    }
  });

  it('never throws', () => {
    const text = fc.string({
      unit: fc.constantFrom('<a>', '</a>', '<a/>', ' b="c"', '<!--', '-->', '&', ';', '<', '>', 'x'),
    });
    fc.assert(
      fc.property(text, (sample) => {
        expect(() => parseXml(sample)).not.toThrow();
      }),
    );
  });
});
