import { fixedMatcher } from '../matcher.js';
import { ipv6Regex } from '../address-regex.js';

/** An IPv6 address, also with a zone or an IPv4 address at its end. */
export const ipv6 = fixedMatcher({
  name: 'ipv6',
  summary: 'An IPv6 address, also with a zone or an IPv4 address at its end.',
  regex: ipv6Regex,
  examples: [
    { rule: '%{ipv6:ip}', text: 'fe80::1%eth0', attributes: { ip: 'fe80::1%eth0' } },
    { rule: '%{ipv6:ip}', text: '::ffff:10.0.0.1', attributes: { ip: '::ffff:10.0.0.1' } },
    { rule: '%{ipv6:ip}', text: '12:30:59' },
  ],
});
