import { fixedMatcher } from '../matcher.js';
import { ipv4Regex } from '../address-regex.js';

/** An IPv4 address that is not part of a longer run of digits. */
export const ipv4 = fixedMatcher({
  name: 'ipv4',
  summary: 'An IPv4 address that is not part of a longer run of digits.',
  regex: ipv4Regex,
  examples: [
    { rule: '%{ipv4:ip}:.*', text: '10.0.0.1:80', attributes: { ip: '10.0.0.1' } },
    { rule: '%{ipv4:ip}', text: '10.0.0.256' },
  ],
});
