import { fixedMatcher } from '../matcher.js';
import { toNumber } from '../convert-number.js';

/** Digits with an optional fraction, or a fraction alone. */
export const decimal = '(?:\\d+(?:\\.\\d*)?|\\.\\d+)';

/** A decimal number. */
export const number = fixedMatcher({
  name: 'number',
  summary: 'A decimal number.',
  regex: `[+-]?${decimal}`,
  convert: toNumber,
  examples: [
    { rule: '%{number:seconds}s', text: '-0.25s', attributes: { seconds: -0.25 } },
    { rule: '%{number:size}', text: '12.0', attributes: { size: 12 } },
    { rule: '%{number:size}', text: '1e3' },
  ],
});
