import { fixedMatcher } from '../matcher.js';
import { decimal } from './number.js';

/** A decimal number, with an exponent if need be, kept as text. */
export const numberExtStr = fixedMatcher({
  name: 'numberExtStr',
  summary: 'A decimal number, with an exponent if need be, kept as text.',
  regex: `[+-]?${decimal}(?:[eE][+-]?\\d+)?`,
  examples: [{ rule: '%{numberExtStr:seconds}', text: '1.50e3', attributes: { seconds: '1.50e3' } }],
});
