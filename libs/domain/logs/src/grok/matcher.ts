import type { LogsEnvironment } from '../environment.js';
import type { Attributes, AttributeValue } from '../log.js';
import type { GrokArgument, GrokResult } from './argument.js';

/** A matcher with its arguments: what it matches, and what it makes of that. */
export interface CompiledMatcher {
  /** In the dialect of Java's regular expressions, where `.` is any character. Stands in a group of its own. */
  readonly regex: string;
  /** The value of the text that was matched, without this the text; `undefined` drops the attribute. Never throws. */
  readonly convert?: (text: string) => AttributeValue | undefined;
}

/** What a matcher can use while it is compiled. */
export interface MatcherContext {
  readonly environment: LogsEnvironment;
}

/** One example: documentation and test at once. */
export interface MatcherExample {
  readonly rule: string;
  readonly text: string;
  /** Absent: the rule does not match. */
  readonly attributes?: Attributes;
}

/** Everything about one grok matcher. A file in `matchers/` exports one, and `matchers/index.ts` lists it. */
export interface GrokMatcher {
  readonly name: string;
  /** Names that other dialects of grok have for it. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** How it is written: `boolean("true pattern", "false pattern")`. */
  readonly usage: string;
  readonly examples: readonly MatcherExample[];
  /** Wrong arguments are told with what would be right. */
  compile(args: readonly GrokArgument[], context: MatcherContext): GrokResult<CompiledMatcher>;
}

/** A matcher that takes no arguments. */
export function fixedMatcher(matcher: Omit<GrokMatcher, 'compile' | 'usage'> & CompiledMatcher): GrokMatcher {
  const { regex, convert, ...rest } = matcher;
  const value: CompiledMatcher = convert ? { regex, convert } : { regex };
  return {
    ...rest,
    usage: matcher.name,
    compile: (args) =>
      args.length === 0 ? { ok: true, value } : invalidArguments(`${matcher.name} takes no arguments`),
  };
}

/** The refusal of arguments, with what would be right. */
export function invalidArguments(message: string): {
  readonly ok: false;
  readonly reason: string;
  readonly message: string;
} {
  return { ok: false, reason: 'InvalidArguments', message };
}
