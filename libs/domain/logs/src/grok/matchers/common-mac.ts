import { fixedMatcher } from '../matcher.js';

/** A MAC address with colons: `01:23:45:67:89:ab`. */
export const commonMac = fixedMatcher({
  name: 'commonMac',
  summary: 'A MAC address with colons: `01:23:45:67:89:ab`.',
  regex: '(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2}',
  examples: [{ rule: '%{commonMac:mac}', text: '01:23:45:67:89:ab', attributes: { mac: '01:23:45:67:89:ab' } }],
});
