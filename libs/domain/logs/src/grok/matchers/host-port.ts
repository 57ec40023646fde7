import { fixedMatcher } from '../matcher.js';
import { hostRegex, ipRegex, portRegex } from '../address-regex.js';

/** An IP address or a host name, a colon and a port. */
export const hostPort = fixedMatcher({
  name: 'hostPort',
  summary: 'An IP address or a host name, a colon and a port.',
  regex: `(?:${ipRegex}|${hostRegex}):${portRegex}`,
  examples: [{ rule: '%{hostPort:peer}', text: 'db.example:5432', attributes: { peer: 'db.example:5432' } }],
});
