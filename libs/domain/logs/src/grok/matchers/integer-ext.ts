import { fixedMatcher } from '../matcher.js';
import { toInteger } from '../convert-number.js';

/** An integer, with an exponent if need be. */
export const integerExt = fixedMatcher({
  name: 'integerExt',
  summary: 'An integer, with an exponent if need be.',
  regex: '[+-]?\\d+(?:[eE][+-]?\\d+)?',
  convert: toInteger,
  examples: [{ rule: '%{integerExt:bytes}', text: '12e3', attributes: { bytes: 12_000 } }],
});
