import { fixedMatcher } from '../matcher.js';
import { decimal } from './number.js';

/** A decimal number, kept as text. */
export const numberStr = fixedMatcher({
  name: 'numberStr',
  summary: 'A decimal number, kept as text.',
  regex: `[+-]?${decimal}`,
  examples: [{ rule: '%{numberStr:version}', text: '1.10', attributes: { version: '1.10' } }],
});
