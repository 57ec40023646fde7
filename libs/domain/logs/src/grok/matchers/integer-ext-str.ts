import { fixedMatcher } from '../matcher.js';

/** An integer, with an exponent if need be, kept as text. */
export const integerExtStr = fixedMatcher({
  name: 'integerExtStr',
  summary: 'An integer, with an exponent if need be, kept as text.',
  regex: '[+-]?\\d+(?:[eE][+-]?\\d+)?',
  examples: [{ rule: '%{integerExtStr:bytes}', text: '12e3', attributes: { bytes: '12e3' } }],
});
