import { fixedMatcher } from '../matcher.js';
import { toNumber } from '../convert-number.js';
import { decimal } from './number.js';

/** A decimal number, with an exponent if need be. */
export const numberExt = fixedMatcher({
  name: 'numberExt',
  summary: 'A decimal number, with an exponent if need be.',
  regex: `[+-]?${decimal}(?:[eE][+-]?\\d+)?`,
  convert: toNumber,
  examples: [{ rule: '%{numberExt:seconds}', text: '1.5e-3', attributes: { seconds: 0.0015 } }],
});
