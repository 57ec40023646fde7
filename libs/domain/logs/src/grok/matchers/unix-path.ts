import { fixedMatcher } from '../matcher.js';
import { unixPathRegex } from '../location-regex.js';

/** An absolute path with slashes. */
export const unixPath = fixedMatcher({
  name: 'unixPath',
  summary: 'An absolute path with slashes.',
  regex: unixPathRegex,
  examples: [
    { rule: 'open %{unixPath:file}', text: 'open /var/log/app.log', attributes: { file: '/var/log/app.log' } },
  ],
});
