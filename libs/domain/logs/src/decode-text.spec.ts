import { describe, expect, it } from 'vitest';
import { type BytesEncoding, decodeBytes, decodeInteger, decodeUtf8 } from './decode-text.js';

const read = (text: string, encoding: BytesEncoding) => {
  const bytes = decodeBytes(text, encoding);
  return bytes && [...bytes];
};

describe('bytes', () => {
  it.each<[string, BytesEncoding, readonly number[]]>([
    ['AQID', 'base64', [1, 2, 3]],
    ['AQI=', 'base64', [1, 2]],
    ['AQI', 'base64', [1, 2]],
    ['AQIDB', 'base64', [1, 2, 3]],
    [' AQ== ', 'base64', [1]],
    ['', 'base64', []],
    ['0aFF', 'base16', [10, 255]],
    ['0aF', 'base16', [10]],
  ])('reads %j in %s', (text, encoding, bytes) => {
    expect(read(text, encoding)).toEqual(bytes);
  });

  it.each<[string, BytesEncoding]>([
    ['AQ*D', 'base64'],
    ['A=QD', 'base64'],
    ['0x12', 'base16'],
    ['fg', 'base16'],
  ])('are not in %j by %s', (text, encoding) => {
    expect(read(text, encoding)).toBeUndefined();
  });
});

describe('UTF-8', () => {
  it('drops a character that is cut off', () => {
    expect(decodeUtf8(Uint8Array.of(0x61, 0xe2, 0x82))).toBe('a');
    expect(decodeUtf8(Uint8Array.of(0x61, 0xe2, 0x82, 0xac))).toBe('a€');
  });

  it('is refused when it is wrong in the middle', () => {
    expect(decodeUtf8(Uint8Array.of(0x61, 0xff, 0x62))).toBeUndefined();
  });
});

describe('integers', () => {
  it.each([
    [[0], 0],
    [[1, 0], 256],
    [[0x20, 0, 0, 0, 0, 0, 0], 2n ** 53n],
    [Array.from<number>({ length: 8 }).fill(255), 2n ** 64n - 1n],
  ])('reads %j', (bytes, integer) => {
    expect(decodeInteger(Uint8Array.from(bytes))).toBe(integer);
  });

  it('end at eight bytes', () => {
    expect(decodeInteger(new Uint8Array(9))).toBeUndefined();
    expect(decodeInteger(new Uint8Array(0))).toBeUndefined();
  });
});
