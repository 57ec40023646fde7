import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from './read-body.js';

describe('readBody', () => {
  it('reads plain and compressed text', async () => {
    expect(await readBody(Readable.from([Buffer.from('a'), Buffer.from('b')]), undefined, 10)).toEqual({
      ok: true,
      text: 'ab',
    });
    expect(await readBody(Readable.from([gzipSync('äb')]), 'gzip', 10)).toEqual({ ok: true, text: 'äb' });
  });

  it('gives up a compressed bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const read = await readBody(Readable.from([bomb]), 'gzip', 100_000);
    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? Infinity : read.bytesRead).toBeLessThan(1_000_000);
  });

  it('stops pulling from an endless body', async () => {
    let pulled = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pulled += 1;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    expect(await readBody(endless, undefined, 10_000)).toMatchObject({ ok: false });
    expect(pulled).toBeLessThan(50);
    expect(endless.destroyed).toBe(true);
  });

  it('rejects when the gzip is broken or the connection breaks', async () => {
    await expect(readBody(Readable.from([Buffer.from('not gzip')]), 'gzip', 100)).rejects.toThrow('incorrect header');
    const broken = new Readable({ read() {} });
    const reading = readBody(broken, 'gzip', 100);
    broken.destroy(new Error('reset'));
    await expect(reading).rejects.toThrow('reset');
  });
});
