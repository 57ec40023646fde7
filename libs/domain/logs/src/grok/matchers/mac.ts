import { fixedMatcher } from '../matcher.js';

/** A MAC address, with dots, dashes or colons. */
export const mac = fixedMatcher({
  name: 'mac',
  summary: 'A MAC address, with dots, dashes or colons.',
  regex:
    '(?:[A-Fa-f0-9]{4}\\.){2}[A-Fa-f0-9]{4}|(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2}|(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2}',
  examples: [
    { rule: '%{mac:mac}', text: '01:23:45:67:89:ab', attributes: { mac: '01:23:45:67:89:ab' } },
    { rule: '%{mac:mac}', text: '01:23-45:67-89:ab' },
  ],
});
