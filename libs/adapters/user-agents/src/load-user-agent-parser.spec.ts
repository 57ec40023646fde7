import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadUserAgentParser } from './load-user-agent-parser.js';

interface Rule extends Readonly<Record<string, string | undefined>> {
  readonly regex: string;
}

const file = createRequire(import.meta.url).resolve('uap-core/regexes.yaml');
const lists: Readonly<Record<string, readonly Rule[]>> = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' });
const rules = Object.entries(lists).flatMap(([list, rules]) => rules.map((rule) => ({ list, rule })));
const patterns = new Map(rules.map(({ rule }) => [rule, new RegExp(rule.regex, rule['regex_flag'] ?? '')]));

/** The family that a list says, found by trying one rule after the other. */
function familyByTrying(text: string, list: string, replacement: string): string {
  for (const rule of lists[list] ?? []) {
    const match = patterns.get(rule)?.exec(text);
    if (!match) continue;
    const template = rule[replacement] ?? '$1';
    const family = template.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '').trim();
    return family || 'Other';
  }
  return 'Other';
}

function familiesByTrying(text: string): readonly string[] {
  return [
    familyByTrying(text, 'user_agent_parsers', 'family_replacement'),
    familyByTrying(text, 'os_parsers', 'os_replacement'),
    familyByTrying(text, 'device_parsers', 'device_replacement'),
  ];
}

function families(text: string): readonly unknown[] {
  const details: Readonly<Record<string, unknown>> = loadUserAgentParser()(text);
  return ['browser', 'os', 'device'].map((part) => {
    const found: unknown = details[part];
    return typeof found === 'object' && found !== null && 'family' in found ? found.family : undefined;
  });
}

/** Pieces of user agents that rules look for, however they are put together. */
const pieces = rules.flatMap(({ rule }) =>
  rule.regex
    .replaceAll(/\\d[+*]?/g, '7')
    .split(/[[\](){}|^$?*+\\]+/)
    .filter((piece) => piece.length > 1),
);

describe('loadUserAgentParser', () => {
  it('tells a browser, its system and its device', () => {
    const text =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
    expect(loadUserAgentParser()(text)).toEqual({
      browser: { family: 'Mobile Safari', major: '17', minor: '5' },
      os: { family: 'iOS', major: '17', minor: '5' },
      device: { family: 'iPhone', brand: 'Apple', model: 'iPhone', category: 'Mobile' },
    });
  });

  it('finds what trying all rules finds, in texts of each rule', () => {
    const samples = rules.flatMap(({ rule }) => samplesOf(rule.regex));
    expect(samples.length).toBeGreaterThan(rules.length);
    for (const sample of samples) expect([sample, families(sample)]).toEqual([sample, familiesByTrying(sample)]);
  });

  it('finds what trying all rules finds, in texts of pieces', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(' ', '/', '; ', '(', ')', '1.2.3')), {
        maxLength: 12,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (sample) => {
        expect(families(sample)).toEqual(familiesByTrying(sample));
      }),
      { numRuns: 500 },
    );
  });
});

/** A few texts that match a pattern, when such can be made for it. */
function samplesOf(pattern: string): readonly string[] {
  try {
    const text = fc.stringMatching(new RegExp(pattern));
    return fc.sample(text, { numRuns: 3, seed: 1 }).map((sample) => sample.slice(0, 2_000));
  } catch {
    return [];
  }
}
