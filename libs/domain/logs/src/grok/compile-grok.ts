import type { ExecutionCursor, LogsEnvironment } from '../environment.js';
import type { Attributes } from '../log.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { type ExpandContext, expandRule } from './expand-rule.js';
import { explainMatch, type GrokExplanation } from './explain-match.js';
import { grokFilters } from './filters/index.js';
import type { GrokMatcher } from './matcher.js';
import { grokMatchers } from './matchers/index.js';
import { parseRules } from './parse-rules.js';
import type { GrokProblem } from './problem.js';
import { keepLastValues } from './regex/print-regex.js';

/** The two texts of a grok parser. */
export interface GrokSource {
  readonly supportRules: string;
  readonly matchRules: string;
}

/** What grok rules are compiled with. */
export interface GrokContext {
  readonly environment: LogsEnvironment;
  readonly cursor: ExecutionCursor;
  /** The place of the parser, such as `pipelines[0].processors[3]`. */
  readonly path: string;
}

/** A grok parser, ready to run. */
export interface Grok {
  readonly rules: readonly { readonly name: string; readonly pattern: string }[];
  /**
   * Writes what the first rule that matches the whole text (without blanks around it) finds into attributes, over what is
   * there. Gives the index of that rule, -1 when none matches. Never throws.
   */
  extract(text: string, into: Attributes): number;
  /** Which rule matches, or how far each of them gets. Slow: for people who ask. */
  explain(text: string): GrokExplanation;
}

/** Compiles the rules of a grok parser; without `grok` when there is an error among the problems. */
export function compileGrok(
  source: GrokSource,
  context: GrokContext,
): { grok: Grok | undefined; problems: readonly GrokProblem[] } {
  const support = parseRules(source.supportRules, 'support_rules');
  const match = parseRules(source.matchRules, 'match_rules');
  const problems = new Map<string, GrokProblem>();
  const report = (problem: GrokProblem): void => void problems.set(JSON.stringify(problem), problem);
  for (const problem of [...support.problems, ...match.problems]) report(problem);
  const expandContext: ExpandContext = {
    rules: new Map([...support.rules, ...match.rules].map((rule) => [rule.name, rule])),
    matchers: matchersByName,
    filters: filtersByName,
    environment: context.environment,
    used: new Set(),
    report,
  };
  const rules = match.rules.flatMap((rule) => compileRule(rule, expandContext) ?? []);
  for (const rule of support.rules) if (!expandContext.used.has(rule.name)) expandRule(rule, expandContext);
  if (match.rules.length === 0 && problems.size === 0) report(noRules);
  const found = [...problems.values()];
  return {
    grok: found.some(({ severity }) => severity === 'error') ? undefined : createGrok(rules, context),
    problems: found,
  };
}

const noRules: GrokProblem = {
  severity: 'error',
  reason: 'InvalidRule',
  field: 'match_rules',
  line: 1,
  column: 1,
  message: 'there are no match rules; write one a line: a name, a blank and a pattern',
};

function namesOf(matcher: GrokMatcher): [string, GrokMatcher][] {
  return [matcher.name, ...(matcher.aliases ?? [])].map((name) => [name, matcher]);
}

const matchersByName = new Map(grokMatchers.flatMap(namesOf));
const filtersByName = new Map(grokFilters.map((filter) => [filter.name, filter]));

function createGrok(rules: readonly CompiledRule[], { cursor, path }: GrokContext): Grok {
  const places = rules.map(({ rule }) => `${path} rule ${rule.name}`);
  const extract = (text: string, into: Attributes): number => {
    const trimmed = text.trim();
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      if (!rule || !canMatch(rule, trimmed)) continue;
      if (rule.isGuarded) cursor.at = places[index];
      const isMatch = extractBy(rule, trimmed, into);
      if (rule.isGuarded) cursor.at = undefined;
      if (isMatch) return index;
    }
    return -1;
  };
  return {
    rules: rules.map(({ rule: { name, pattern } }) => ({ name, pattern })),
    extract,
    explain: (text) => explainMatch(rules, text.trim()),
  };
}

function extractBy({ regexp, loops, write }: CompiledRule, text: string, into: Attributes): boolean {
  const match = regexp.exec(text);
  if (match === null) return false;
  if (loops.length > 0) keepLastValues(match, loops);
  write(match, into);
  return true;
}

function canMatch({ checks }: CompiledRule, text: string): boolean {
  const { length } = text;
  if (length < checks.minLength) return false;
  if (length > 0) {
    const [first, last] = [text.charCodeAt(0), text.charCodeAt(length - 1)];
    if ((first < 256 && checks.firstUnits[first] === 0) || (last < 256 && checks.lastUnits[last] === 0)) return false;
  }
  return checks.text === '' || text.includes(checks.text);
}
