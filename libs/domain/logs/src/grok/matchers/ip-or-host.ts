import { fixedMatcher } from '../matcher.js';
import { hostRegex, ipRegex } from '../address-regex.js';

/** An IP address or a host name. */
export const ipOrHost = fixedMatcher({
  name: 'ipOrHost',
  summary: 'An IP address or a host name.',
  regex: `${ipRegex}|${hostRegex}`,
  examples: [
    { rule: '%{ipOrHost:client} .*', text: '10.0.0.1 GET', attributes: { client: '10.0.0.1' } },
    { rule: '%{ipOrHost:client} .*', text: 'web-1.example GET', attributes: { client: 'web-1.example' } },
  ],
});
