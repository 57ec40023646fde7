import { describe, expect, it } from 'vitest';
import { writeWhole } from './write-line.js';

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

describe('writeWhole', () => {
  it('goes on after a part and after a full pipe', () => {
    const taken: string[] = [];
    let calls = 0;
    writeWhole(Buffer.from('abcdef'), (bytes) => {
      calls += 1;
      if (calls === 2) fail('EAGAIN');
      taken.push(Buffer.from(bytes.subarray(0, 4)).toString());
      return Math.min(4, bytes.length);
    });
    expect(taken).toEqual(['abcd', 'ef']);
  });

  it('drops the line when nobody reads, at once or after a moment', () => {
    let calls = 0;
    writeWhole(Buffer.from('a'), () => {
      calls += 1;
      return fail('EPIPE');
    });
    expect(calls).toBe(1);
    writeWhole(Buffer.from('a'), () => fail('EAGAIN'));
  });
});
