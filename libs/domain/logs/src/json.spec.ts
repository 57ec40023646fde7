import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxJsonDepth, parseJson, parseLenientJson, printJson } from './json.js';

const nested = (depth: number, inner = ''): string => '['.repeat(depth) + inner + ']'.repeat(depth);

const valueOf = (text: string): unknown => {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : parsed;
};

describe('integers', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709551616],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['9007199254740993.5', 9007199254740994],
    ['9007199254740993e1', 90071992547409936],
  ])('%s', (text, expected) => {
    expect(valueOf(text)).toBe(expected);
    expect(valueOf(`{"a": [ ${text}]}`)).toEqual({ a: [expected] });
  });

  it('are found wherever they stand', () => {
    for (let before = 0; before < 40; before += 1) {
      expect(valueOf(`["${'x'.repeat(before)}",12345678901234567]`)).toEqual(['x'.repeat(before), 12345678901234567n]);
    }
    expect(valueOf('["11111111111111111 2222222222222222","3333333333333333",44444444444444444]')).toContain(
      44444444444444444n,
    );
  });

  it('of any size come back as they were printed', () => {
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(integer, fc.string(), (value, text) => {
        expect(printJson({ text, value })).toContain(`"value":${value}`);
        expect(Number.isSafeInteger(Number(value)) || valueOf(printJson([text, value]))).toSatisfy(
          (found: unknown) => found === true || (Array.isArray(found) && found[1] === value),
        );
      }),
    );
  });
});

it('reads what JSON.parse reads, and prints it back', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 5 }).filter((text) => !/\d{16}/.test(text)),
      (text) => {
        expect(valueOf(text)).toEqual(JSON.parse(text));
        expect(printJson(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(text)));
      },
    ),
  );
});

it('keeps members that are called like those of every object', () => {
  const parsed = parseJson('{"__proto__":{"polluted":1},"constructor":12345678901234567}');
  if (!parsed.ok) throw new Error(parsed.message);
  expect(Object.keys(parsed.value as object)).toEqual(['__proto__', 'constructor']);
  expect('polluted' in {}).toBe(false);
  expect(printJson(parsed.value)).toBe('{"__proto__":{"polluted":1},"constructor":12345678901234567}');
});

describe('depth', () => {
  it('is bounded', () => {
    expect(parseJson(nested(maxJsonDepth))).toMatchObject({ ok: true });
    expect(parseJson(nested(maxJsonDepth + 1))).toMatchObject({ ok: false, reason: 'JsonTooDeep' });
    expect(parseJson(nested(100_000, '12345678901234567'))).toMatchObject({ ok: false, reason: 'JsonTooDeep' });
  });

  it('counts no brackets in strings and no siblings', () => {
    expect(parseJson(JSON.stringify(['"[{'.repeat(200), '\\', nested(200)]))).toMatchObject({ ok: true });
    expect(parseJson(`[${Array.from({ length: 300 }, () => '{}').join(',')}]`)).toMatchObject({ ok: true });
  });
});

it('says what is no JSON', () => {
  expect(parseJson('{"a":')).toMatchObject({
    ok: false,
    reason: 'InvalidJson',
    message: expect.stringContaining('no JSON'),
  });
});

it('prints lone surrogates and NUL so that they can be read again', () => {
  const value = { text: '\uD800 \u0000', list: [null, 1n] };
  expect(printJson(value)).toBe('{"text":"\\ud800 \\u0000","list":[null,1]}');
  expect(printJson(value, 2).split('\n')).toHaveLength(7);
});

describe('lenient reading', () => {
  it('takes raw control characters inside strings', () => {
    expect(parseLenientJson('{\n"a\t":"b\nc\\"\n", "n": 12345678901234567}')).toEqual({
      ok: true,
      value: { 'a\t': 'b\nc"\n', n: 12345678901234567n },
    });
  });

  it('takes nothing else', () => {
    expect(parseLenientJson("{'a': 1}")).toMatchObject({ ok: false, reason: 'InvalidJson' });
    expect(parseLenientJson('{"a": "b\n"x"}')).toMatchObject({ ok: false, reason: 'InvalidJson' });
    expect(parseLenientJson('{"a": "b\n')).toMatchObject({ ok: false, reason: 'InvalidJson' });
  });
});
