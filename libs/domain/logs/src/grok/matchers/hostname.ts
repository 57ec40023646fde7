import { fixedMatcher } from '../matcher.js';
import { hostRegex } from '../address-regex.js';

/** A host name; underscores are allowed. */
export const hostname = fixedMatcher({
  name: 'hostname',
  aliases: ['host'],
  summary: 'A host name; underscores are allowed.',
  regex: hostRegex,
  examples: [
    { rule: '%{hostname:host} up', text: 'db_1.shop.example up', attributes: { host: 'db_1.shop.example' } },
    { rule: '%{host:host}', text: 'web', attributes: { host: 'web' } },
  ],
});
