import { describe, expect, test } from 'vitest';
import { createIntlZones } from '../../dates/intl-zones.js';
import type { Attributes } from '../../log.js';
import { compileGrok } from '../compile-grok.js';
import { grokMatchers } from './index.js';

const environment = { nowMillis: () => 0, zoneOffsetMillis: createIntlZones() };

describe.each(grokMatchers.map((matcher) => [matcher.name, matcher] as const))('the matcher %s', (_, { examples }) => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples.map(({ rule, text, attributes }) => [rule, text, attributes] as const))(
    '%s on %j',
    (rule, text, attributes) => {
      const source = { supportRules: '', matchRules: `example ${rule}` };
      const { grok, problems } = compileGrok(source, { environment, cursor: { at: undefined }, path: 'example' });
      expect(problems).toEqual([]);
      const into: Attributes = {};
      const index = grok?.extract(text, into);
      expect(index === 0 ? into : undefined).toEqual(attributes);
    },
  );
});
