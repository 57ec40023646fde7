import { fixedMatcher } from '../matcher.js';
import { unixPathRegex, winPathRegex } from '../location-regex.js';

/** An absolute path, with slashes or backslashes. */
export const path = fixedMatcher({
  name: 'path',
  summary: 'An absolute path, with slashes or backslashes.',
  regex: `${unixPathRegex}|${winPathRegex}`,
  examples: [{ rule: '%{path:file} .*', text: '/etc/hosts read', attributes: { file: '/etc/hosts' } }],
});
