import { fixedMatcher } from '../matcher.js';

/** A MAC address with dashes: `01-23-45-67-89-ab`. */
export const windowsMac = fixedMatcher({
  name: 'windowsMac',
  summary: 'A MAC address with dashes: `01-23-45-67-89-ab`.',
  regex: '(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2}',
  examples: [{ rule: '%{windowsMac:mac}', text: '01-23-45-67-89-ab', attributes: { mac: '01-23-45-67-89-ab' } }],
});
