import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineSubject, escapeToken, parseSubject, printSubject, unescapeToken } from './subject.js';

describe('a subject token', () => {
  test('keeps what NATS allows and escapes the rest per UTF-8 byte', () => {
    expect(escapeToken('nginx-1')).toBe('nginx-1');
    expect(escapeToken('a.b')).toBe('a_2eb');
    expect(escapeToken('A_é *')).toBe('_41_5f_c3_a9_20_2a');
    expect(escapeToken('')).toBe('_');
  });

  test('gives any text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const token = escapeToken(text);
        expect(token).toMatch(/^[a-z0-9_-]+$/);
        expect(unescapeToken(token)).toBe(text);
      }),
    );
  });

  test.each(['a.b', 'A', '_zz', '_c3', ''])('is refused when it is none: %j', (token) => {
    expect(unescapeToken(token)).toBeUndefined();
  });
});

describe('a subject', () => {
  const state = defineSubject<'namespace' | 'name'>('v1.monitor.state.{namespace}.{name}');

  test('is printed and parsed under a root', () => {
    const text = printSubject('dogwatch', state, { namespace: 'team-a', name: 'cpu.high' });
    expect(text).toBe('dogwatch.v1.monitor.state.team-a.cpu_2ehigh');
    expect(parseSubject('dogwatch', state, text)).toEqual({ namespace: 'team-a', name: 'cpu.high' });
  });

  test('has wildcards for keys that are left out', () => {
    expect(printSubject('dogwatch', state, { namespace: 'a' })).toBe('dogwatch.v1.monitor.state.a.*');
  });

  test.each(['other.v1.monitor.state.a.b', 'dogwatch.v1.monitor.state.a', 'dogwatch.v1.monitor.state.a.B'])(
    'of another shape is not parsed: %s',
    (text) => {
      expect(parseSubject('dogwatch', state, text)).toBeUndefined();
    },
  );

  test('refuses bad roots and templates', () => {
    expect(() => printSubject('a.b', state)).toThrow('the NATS subject root');
    expect(() => defineSubject('v1.Upper')).toThrow('bad subject template');
    expect(() => defineSubject('v1.a.b.c.d.e.f')).toThrow('bad subject template');
  });
});
