import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber, maskSecret, scrubPatterns } from './scrub.js';

describe('scrubber', () => {
  it('removes every registered secret from any text around it', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{8,40}$/);
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const scrubber = createScrubber();
        scrubber.registerSecret(value);
        expect(scrubber.scrub(`${before}${value}${after}`)).not.toContain(value);
      }),
    );
  });

  it('keeps the last five characters of long secrets only', () => {
    expect(maskSecret('0123456789abcdef0123456789abcdef')).toBe('***bcdef');
    expect(maskSecret('short')).toBe('***');
  });

  it('ignores values that would mask prose', () => {
    const scrubber = createScrubber();
    scrubber.registerSecret('a');
    scrubber.registerSecret('');
    expect(scrubber.scrub('a b')).toBe('a b');
  });

  it('remembers a bounded number of rotated secrets, the newest', () => {
    const scrubber = createScrubber();
    for (let index = 0; index < 400; index += 1) scrubber.registerSecret(`secret-${index}.`);
    expect(scrubber.scrub('secret-399.')).toBe('***');
    expect(scrubber.scrub('secret-0.')).toBe('secret-0.');
  });
});

describe('scrubPatterns', () => {
  it('masks what looks like a secret', () => {
    expect(scrubPatterns('GET /q?api_key=0123456789abcdef0123&x=1')).toBe('GET /q?api_key=***&x=1');
    expect(scrubPatterns('{\\"DD-API-KEY\\": \\"0123456789abcdef\\"}')).toBe('{\\"DD-API-KEY\\": \\"***\\"}');
    expect(scrubPatterns('Authorization: Bearer abcdefgh.ijk')).toBe('Authorization: Bearer ***');
    expect(scrubPatterns('connect http://me:pw1@proxy:3128 failed')).toBe('connect http://me:***@proxy:3128 failed');
  });

  it('leaves prose about keys alone', () => {
    const prose = 'DD_API_KEY: is not set; see https://host:8443/path and a@b';
    expect(scrubPatterns(prose)).toBe(prose);
  });
});
