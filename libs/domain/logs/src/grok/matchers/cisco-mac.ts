import { fixedMatcher } from '../matcher.js';

/** A MAC address in three groups: `0123.4567.89ab`. */
export const ciscoMac = fixedMatcher({
  name: 'ciscoMac',
  summary: 'A MAC address in three groups: `0123.4567.89ab`.',
  regex: '(?:[A-Fa-f0-9]{4}\\.){2}[A-Fa-f0-9]{4}',
  examples: [{ rule: '%{ciscoMac:mac}', text: '0123.4567.89ab', attributes: { mac: '0123.4567.89ab' } }],
});
