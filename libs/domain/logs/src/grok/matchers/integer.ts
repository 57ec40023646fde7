import { fixedMatcher } from '../matcher.js';
import { toInteger } from '../convert-number.js';

/** An integer of 64 bits; larger ones match, but are not set. */
export const integer = fixedMatcher({
  name: 'integer',
  summary: 'An integer of 64 bits; larger ones match, but are not set.',
  regex: '[+-]?\\d+',
  convert: toInteger,
  examples: [
    { rule: '%{integer:code}', text: '-12', attributes: { code: -12 } },
    { rule: '%{integer:id}', text: '9223372036854775807', attributes: { id: 9_223_372_036_854_775_807n } },
    { rule: '%{integer:id}', text: '9223372036854775808', attributes: {} },
    { rule: '%{integer:code}', text: '1.5' },
  ],
});
