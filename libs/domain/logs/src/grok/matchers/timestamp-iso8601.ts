import { fixedMatcher } from '../matcher.js';

/** Not one of Datadog: a name of Logstash that rules from elsewhere use. */
export const timestampIso8601 = fixedMatcher({
  name: 'TIMESTAMP_ISO8601',
  summary: 'An ISO 8601 date and time, kept as text.',
  regex:
    '\\d{2}(?:\\d{2})?-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\\d|3[01])[T ](?:2[0-4]|[01]?\\d):?[0-5]\\d(?::?(?:[0-5]?\\d|60)(?:[:.,]\\d+)?)?(?:Z|[+-](?:2[0-3]|[01]?\\d)(?::?[0-5]\\d)?)?',
  examples: [
    {
      rule: '%{TIMESTAMP_ISO8601:at} .*',
      text: '2024-05-01T12:00:00.5Z up',
      attributes: { at: '2024-05-01T12:00:00.5Z' },
    },
  ],
});
