import { describe, expect, test } from 'vitest';
import { parseRegex } from './parse-regex.js';
import { printRegex } from './print-regex.js';

function compile(pattern: string): RegExp {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.message}`);
  return new RegExp(`^(?:${printRegex(parsed.node).source})$`, 's');
}

describe('the dialect of Java', () => {
  test.each([
    ['a.c', ['abc', 'a\nc'], ['ac']],
    ['(?-s)a.c', ['abc'], ['a\nc', 'a\rc']],
    ['(?s)(?-s:a.)c.', ['abc\n'], ['a\nc.']],
    ['(?i)get', ['GET', 'get', 'Get'], ['got']],
    ['(?i:g)et', ['Get', 'get'], ['GET']],
    ['x(?i)a|b', ['xA', 'B'], ['Xa']],
    ['((?i)a)b', ['Ab', 'ab'], ['aB']],
    ['(?i)[a-c]', ['B', 'b'], ['D']],
    ['(?m)a$\\n^b', ['a\nb'], ['ab']],
    ['\\Aa\\z', ['a'], ['a\n']],
    ['a\\Z', ['a'], ['b']],
    ['\\h+', [' \t\u00A0'], ['\n']],
    ['\\H', ['a'], [' ']],
    ['a\\Rb', ['a\nb', 'a\r\nb'], ['ab']],
    ['\\s', [' ', '\t'], ['\u00A0']],
    ['\\w\\W', ['a-'], ['é-', 'ab']],
    ['\\p{C}', ['\u001D'], ['a']],
    ['[\\p{L}]', ['a', 'é'], ['1']],
    ['\\P{L}', ['1'], ['é']],
    ['\\pL', ['é'], ['1']],
    ['\\p{Alpha}\\p{IsDigit}', ['a1'], ['é1']],
    ['\\p{IsGreek}', ['λ'], ['l']],
    ['\\x41\\u0042\\x{43}\\t\\e\\cA\\052', ['ABC\t\u001B\u0001*'], []],
    ['\\Qa.b\\E.', ['a.b!'], ['axb!']],
    ['\\"\\\'\\/\\#\\<\\@', ['"\'/#<@'], []],
    ['[]a]', [']', 'a'], ['b']],
    ['[^]]*', ['abc'], ['a]']],
    ['[^]^"]+', ['ab'], ['a^', 'a"']],
    ['[\\w\\s-_.]*', ['a b-_.'], ['a/']],
    ['[*+->]', ['*', '+', ',', '>'], ['?']],
    ['[a-z&&[^m-p]]+', ['az'], ['am']],
    ['[a[x-z]]+', ['axz'], ['b']],
    ['[[:alpha:]_]+', ['a_'], ['1']],
    ['[[:^digit:]]', ['a'], ['1']],
    ['[::1]', [':', '1'], ['2']],
    ['a{2}', ['aa'], ['a', 'aaa']],
    ['a{2,}b{0,1}', ['aa', 'aaab'], ['ab']],
    ['a{,2}', ['a{,2}'], ['aa']],
    ['{a}', ['{a}'], ['a']],
    ['a}]', ['a}]'], []],
    ['(?#note)a', ['a'], ['b']],
    ['(?<x>a)\\k<x>', ['aa'], ['ab']],
    ['(a|b)\\1', ['aa', 'bb'], ['ab']],
    ['(a)(?:b)(c)\\2', ['abcc'], ['abca']],
    ['(?=ab)a.', ['ab'], ['ac']],
    ['a(?!b).', ['ac'], ['ab']],
    ['.(?<=a)b', ['ab'], ['bb']],
    ['.(?<!a)b', ['bb'], ['ab']],
    ['😀+', ['😀😀'], ['😀😁']],
  ])('%s', (pattern, matching, other) => {
    const regexp = compile(pattern);
    expect(matching.filter((text) => !regexp.test(text))).toEqual([]);
    expect(other.filter((text) => regexp.test(text))).toEqual([]);
  });

  test.each([
    ['a(b', 1, '( without its )'],
    ['a)b', 1, ') without its ('],
    ['a[b', 1, 'class without its ]'],
    ['*a', 0, 'nothing before *'],
    ['a|+', 2, 'nothing before +'],
    ['a{3,1}', 1, 'backwards'],
    ['a{5000}', 1, 'above 1000'],
    ['[b-a]', 1, 'backwards'],
    ['a\\y', 1, '\\y is no escape'],
    ['\\p{Nope}', 0, 'no Unicode property'],
    ['[[:nope:]]', 1, 'no POSIX class'],
    ['(?x)a b', 0, 'mode (?x)'],
    ['(?~a)', 0, 'a group (? that is none of'],
    ['a\\', 1, 'a backslash at the end'],
  ])('%s is refused at offset %i', (pattern, offset, message) => {
    const parsed = parseRegex(pattern);
    expect(parsed).toMatchObject({ ok: false, offset });
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });

  test('deep nesting is refused, not overflowed', () => {
    expect(parseRegex('('.repeat(100_000))).toMatchObject({ ok: false });
    expect(parseRegex('[a'.repeat(100_000))).toMatchObject({ ok: false });
  });
});
