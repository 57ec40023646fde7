import { describe, expect, test } from 'vitest';
import { parseDuration, readDurationSetting } from './duration.js';

describe('a Go duration', () => {
  test.each([
    ['0', 0n],
    ['90s', 90_000_000_000n],
    ['1h2m3s4ms5us6ns', 3_723_004_005_006n],
    ['1.5h', 5_400_000_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['-2m', -120_000_000_000n],
    ['+2m', 120_000_000_000n],
    ['3µs3μs', 6000n],
    ['1.0000000009s', 1_000_000_000n],
    ['0.3333333333333333333h', 1_199_999_999_999n],
  ])('%s', (text, nanos) => {
    expect(parseDuration(text)).toEqual({ ok: true, nanos });
  });

  test.each(['', '1', '1 s', 's', '.s', '-', '1d', '1h-2m', '1S', '9223372037s', `${'1'.repeat(200)}s`])(
    '%j is refused',
    (text) => {
      expect(parseDuration(text)).toMatchObject({ ok: false, reason: 'InvalidDuration' });
    },
  );
});

describe('a setting', () => {
  test.each([undefined, null, '0', '0s'])('%j is not set', (text) => {
    expect(readDurationSetting('maxAge', text)).toEqual({ ok: true, seconds: 0 });
  });

  test('has whole seconds, rounded up', () => {
    expect(readDurationSetting('maxAge', '1500ms')).toEqual({ ok: true, seconds: 2 });
    expect(readDurationSetting('maxAge', '1ns')).toEqual({ ok: true, seconds: 1 });
  });

  test('is refused with its field and value', () => {
    expect(readDurationSetting('timeWindow', '-1m')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/spec\.timeWindow.*"-1m".*positive/),
    });
    expect(readDurationSetting('maxAge', 'soon')).toMatchObject({
      ok: false,
      message: expect.stringContaining('soon'),
    });
  });
});
