import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCharacterTable } from './character-table.js';
import { createPairScan, nextPair, startPairScan } from './scan-pairs.js';
import { compileSeparator } from './separator.js';

interface Syntax {
  readonly separator: string;
  readonly extra: string;
  readonly before: string;
  readonly after: string;
}

function scanPairs(text: string, { separator, extra, before, after }: Syntax): string[] {
  const characters = compileCharacterTable(extra, before, after);
  const compiled = compileSeparator(separator);
  if (characters === undefined || compiled === undefined) throw new Error('not a syntax');
  const quotes = [
    { open: 34, close: 34 },
    { open: 60, close: 62 },
  ];
  const scan = createPairScan({ characters, separator: compiled, quotes });
  startPairScan(scan, text);
  const pairs: string[] = [];
  while (nextPair(scan)) {
    pairs.push(`${text.slice(scan.keyStart, scan.keyEnd)}|${text.slice(scan.valueStart, scan.valueEnd)}`);
  }
  return pairs;
}

function inBrackets(characters: string): string {
  return characters.replaceAll(/[[\]\\]/g, String.raw`\$&`);
}

/** What the scanner promises to be equal to. */
function matchPairs(text: string, { separator, extra, before, after }: Syntax): string[] {
  const part = `("[^"]+"|<[^<>]+>|[\\w.\\-_@${extra}]+)`;
  const pattern = `(?<=^|[${inBrackets(before)}])${part}${separator}${part}(?:$|[${inBrackets(after)}])`;
  return [...text.matchAll(new RegExp(pattern, 'g'))].map(([, key, value]) => `${key}|${value}`);
}

describe('nextPair', () => {
  it.each<Syntax>([
    { separator: '=', extra: '', before: ' ,;', after: ' ,;' },
    { separator: ': ', extra: ',', before: ' ,;', after: ' ,;' },
    { separator: '=', extra: ' =', before: ' ,;', after: ' ,;' },
    { separator: '=', extra: ' ",', before: ',', after: ',' },
    { separator: '=', extra: '<>:;', before: '[', after: '];' },
    { separator: ':=', extra: ':', before: ' ', after: ' ' },
    { separator: '::', extra: ':', before: ' ', after: ' ' },
  ])('finds what the regular expression finds: %j', (syntax) => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1=:, ;"<>[]é'.split('')), maxLength: 40 });
    fc.assert(
      fc.property(text, (sample) => {
        expect(scanPairs(sample, syntax)).toEqual(matchPairs(sample, syntax));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a pattern as a separator', () => {
    const syntax = { separator: String.raw`\s*[:=]>?\s*`, extra: '', before: ' ', after: ' ' };
    expect(scanPairs('a => 1 b:2 c  =  "x y" d', syntax)).toEqual(['a|1', 'b|2', 'c|"x y"']);
  });

  it('needs time that grows with the text alone', () => {
    const syntax = { separator: '=', extra: ' ,=', before: ' ,', after: ' ,' };
    const half = 200_000;
    const texts = [
      ', '.repeat(half),
      '='.repeat(half),
      `${','.repeat(half)}${'='.repeat(half)}/`,
      ' <'.repeat(half),
      ' ="'.repeat(half),
    ];
    for (const text of texts) expect(scanPairs(text, syntax).length).toBeLessThan(half);
  });
});
