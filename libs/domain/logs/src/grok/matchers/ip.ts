import { fixedMatcher } from '../matcher.js';
import { ipRegex } from '../address-regex.js';

/** An IPv4 or IPv6 address. */
export const ip = fixedMatcher({
  name: 'ip',
  summary: 'An IPv4 or IPv6 address.',
  regex: ipRegex,
  examples: [{ rule: 'from %{ip:ip}', text: 'from 2001:db8::7', attributes: { ip: '2001:db8::7' } }],
});
