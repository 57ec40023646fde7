import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonLines } from './json-lines.js';

async function readAll(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of parseJsonLines(Readable.from(chunks))) values.push(value);
  return values;
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('parseJsonLines', () => {
  it('reads the same values however the bytes are cut', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.json().map((text): unknown => JSON.parse(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.array(fc.nat(500)), async (values, places) => {
        const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const expected = values.map((value): unknown => JSON.parse(JSON.stringify(value)));
        expect(await readAll(cut(bytes, places))).toEqual(expected);
      }),
    );
  });

  it('reads a multi-byte character that is cut in two', async () => {
    const bytes = Buffer.from('{"name":"żółw 🐢"}\n');
    expect(await readAll([...bytes].map((byte) => Buffer.of(byte)))).toEqual([{ name: 'żółw 🐢' }]);
  });

  it('skips blank lines and reads a last line without an end', async () => {
    expect(await readAll([Buffer.from('\n1\r\n\n2')])).toEqual([1, 2]);
  });

  it('throws on a line that is not JSON', async () => {
    await expect(readAll([Buffer.from('{"a":1}\n<html>\n')])).rejects.toThrow('JSON');
  });
});
