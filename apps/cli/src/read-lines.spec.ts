import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Line, readLines } from './read-lines.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}

async function linesOf(text: string, size = 4, limit?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(inPieces(new TextEncoder().encode(text), size), limit)) {
    lines.push(line);
  }
  return lines;
}

it('numbers lines and drops their ends', async () => {
  expect(await linesOf('one\r\n\ntwo')).toEqual([
    { number: 1, text: 'one' },
    { number: 2, text: '' },
    { number: 3, text: 'two' },
  ]);
  expect(await linesOf('')).toEqual([]);
  expect(await linesOf('a\n')).toEqual([{ number: 1, text: 'a' }]);
});

it('skips lines that are too long and goes on after them', async () => {
  expect(await linesOf('123456789\nok\n123456', 4, 5)).toEqual([
    { number: 1, text: undefined },
    { number: 2, text: 'ok' },
    { number: 3, text: undefined },
  ]);
});

it('gives the same lines however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      const texts = parts.map((part) => part.replaceAll(/[\r\n\uFEFF]/g, ''));
      const lines = await linesOf(texts.map((text) => `${text}\n`).join(''), size);
      expect(lines.map(({ text }) => text)).toEqual(texts.map((text) => text.toWellFormed()));
    }),
  );
});
