import { fixedMatcher } from '../matcher.js';
import { winPathRegex } from '../location-regex.js';

/** A path with backslashes, of a drive or of the network. */
export const winPath = fixedMatcher({
  name: 'winPath',
  summary: 'A path with backslashes, of a drive or of the network.',
  regex: winPathRegex,
  examples: [
    { rule: 'open %{winPath:file}', text: 'open C:\\logs\\app.log', attributes: { file: 'C:\\logs\\app.log' } },
  ],
});
