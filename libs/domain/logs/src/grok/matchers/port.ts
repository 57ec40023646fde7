import { fixedMatcher } from '../matcher.js';
import { portRegex } from '../address-regex.js';

/** A port number, kept as text. */
export const port = fixedMatcher({
  name: 'port',
  summary: 'A port number, kept as text.',
  regex: portRegex,
  examples: [
    { rule: '%{port:port}', text: '8080', attributes: { port: '8080' } },
    { rule: '%{port:port}', text: '0' },
  ],
});
