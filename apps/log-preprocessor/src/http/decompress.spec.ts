import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDecompressor } from './decompress.js';

test('many large bodies at once all get their turn, the broken ones too', async () => {
  const decompress = createDecompressor();
  const noise = Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at * 7919 + (at >> 7) * 104_729) & 255));
  const packed = gzipSync(noise, { level: 0 });
  const bodies = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? packed.subarray(10) : packed));
  const results = await Promise.all(bodies.map((body) => decompress(body, 'gzip')));
  expect(results.map(({ ok }) => ok)).toEqual(bodies.map((_, at) => at % 3 !== 0));
  expect(results.every((result) => !result.ok || result.bytes.equals(noise))).toBe(true);
});
