import { fixedMatcher } from '../matcher.js';

/** Not one of Datadog: a name of Logstash that rules from elsewhere use. */
export const logLevel = fixedMatcher({
  name: 'LOGLEVEL',
  summary: 'The name of a level, in lower or upper case or with a capital.',
  regex: '(?i:emerg(?:ency)?|alert|crit(?:ical)?|fatal|severe|err(?:or)?|warn(?:ing)?|notice|info|debug|trace)',
  examples: [{ rule: '%{LOGLEVEL:level}: .*', text: 'Warning: disk', attributes: { level: 'Warning' } }],
});
