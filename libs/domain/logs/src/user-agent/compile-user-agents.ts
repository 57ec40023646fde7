import { toFlatText } from '../flat-text.js';
import type { GrokResult } from '../grok/argument.js';
import type { Attributes } from '../log.js';
import { toDeviceCategory } from './device-category.js';
import { createLruCache } from './lru-cache.js';
import { createRuleIndex } from './rule-index.js';
import { readUserAgentRules, type UserAgentRule } from './rules.js';

/** What is said of a user agent, in the shape of Datadog's user-agent parser. It may be shared: copy it before a change. */
export type ParseUserAgent = (text: string) => Attributes;

/** How many user agents are remembered without an option. */
export const defaultUserAgentCacheSize = 4_096;

/** Of longer user agents only this beginning is read. */
const mostCharacters = 2_048;

/**
 * Compiles the object of uap-core's `regexes.yaml` into a parser of user agents. It remembers the last `cacheSize` of them; the
 * others take one walk and the few rules that can find something in the text.
 */
export function compileUserAgents(
  source: unknown,
  options: { readonly cacheSize?: number } = {},
): GrokResult<ParseUserAgent> {
  const read = readUserAgentRules(source);
  if (!read.ok) return read;
  const { browsers, systems, devices } = read.value;
  const findFirst = createFinder([browsers, systems, devices]);
  const parse = (text: string): Attributes => {
    const [browser, system, device] = findFirst(text);
    const systemParts = toDetails(system, systemFields);
    return {
      browser: toDetails(browser, browserFields),
      os: systemParts,
      device: toDevice(device, systemParts.family, text),
    };
  };
  const cache = createLruCache<Attributes>(options.cacheSize ?? defaultUserAgentCacheSize);
  return {
    ok: true,
    value: (text) => {
      const key = text.length > mostCharacters ? text.slice(0, mostCharacters) : text;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const details = parse(key);
      cache.set(key, details);
      return details;
    },
  };
}

interface Finding {
  readonly rule: UserAgentRule;
  readonly match: RegExpExecArray;
}

/** Makes the function that finds in each list the first rule that matches. */
function createFinder(
  lists: readonly (readonly UserAgentRule[])[],
): (text: string) => readonly (Finding | undefined)[] {
  const rules = lists.flat();
  const index = createRuleIndex(rules.map(({ pattern }) => pattern));
  let start = 0;
  const ranges = lists.map(({ length }) => ({ from: start, to: (start += length) }));
  const findIn = (text: string, { from, to }: { from: number; to: number }): Finding | undefined => {
    for (let at = index.nextCandidate(from); at < to; at = index.nextCandidate(at + 1)) {
      const rule = rules[at];
      const match = rule?.pattern.exec(text);
      if (rule && match) return { rule, match };
    }
    return undefined;
  };
  return (text) => {
    index.search(text);
    return ranges.map((range) => findIn(text, range));
  };
}

interface Details extends Attributes {
  family: string;
  [name: string]: string;
}

/** An attribute, the replacement that gives its value, and the group that does so without one. */
type Field = readonly [name: string, replacement: string, group: number];

const browserFields: readonly Field[] = [
  ['family', 'family_replacement', 1],
  ['major', 'v1_replacement', 2],
  ['minor', 'v2_replacement', 3],
  ['patch', 'v3_replacement', 4],
  ['patch_minor', 'v4_replacement', 5],
];
const systemFields: readonly Field[] = [
  ['family', 'os_replacement', 1],
  ['major', 'os_v1_replacement', 2],
  ['minor', 'os_v2_replacement', 3],
  ['patch', 'os_v3_replacement', 4],
  ['patch_minor', 'os_v4_replacement', 5],
];
const deviceFields: readonly Field[] = [
  ['family', 'device_replacement', 1],
  ['brand', 'brand_replacement', 0],
  ['model', 'model_replacement', 1],
];

function toDetails(finding: Finding | undefined, fields: readonly Field[]): Details {
  const details: Details = { family: 'Other' };
  if (finding === undefined) return details;
  for (const [name, replacement, group] of fields) {
    const value = readField(finding, replacement, group);
    if (value !== '') details[name] = toFlatText(value);
  }
  return details;
}

function toDevice(finding: Finding | undefined, system: string, text: string): Details {
  const details = toDetails(finding, deviceFields);
  details['category'] = toDeviceCategory(details.family, system, text);
  return details;
}

function readField({ rule, match }: Finding, replacement: string, group: number): string {
  const template = rule.replacements[replacement];
  if (template === undefined) return group === 0 ? '' : (match[group] ?? '').trim();
  return template.replaceAll(/\$(\d)/g, (_, number: string) => match[Number(number)] ?? '').trim();
}
