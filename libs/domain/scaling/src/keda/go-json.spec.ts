import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goJsonProblem } from './go-json.js';

test.each([
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['{a', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1', "invalid character '1' after object key"],
  ['{"a":1 2', "invalid character '2' after object key:value pair"],
  ['[1 2', "invalid character '2' after array element"],
  ['01', "invalid character '1' after top-level value"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ["'", String.raw`invalid character '\'' looking for beginning of value`],
])('%s', (text, problem) => {
  expect(goJsonProblem(text)).toBe(problem);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('agrees with JSON.parse on what is JSON', () => {
  const almost = fc.array(
    fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', '-', '.5', 'e3', 'true', ' ', '\\'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        almost.map((pieces) => pieces.join('')),
      ),
      (text) => {
        expect(goJsonProblem(text) === undefined).toBe(isJson(text));
      },
    ),
  );
});
