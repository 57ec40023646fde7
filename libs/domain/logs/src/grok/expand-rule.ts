import type { LogsEnvironment } from '../environment.js';
import type { GrokArgument, GrokResult } from './argument.js';
import type { ApplyFilter, GrokFilter } from './filter.js';
import type { CompiledMatcher, GrokMatcher } from './matcher.js';
import { nearNames } from './near-names.js';
import { type GrokToken, parseToken } from './parse-token.js';
import { type GrokProblem, type GrokRule, problemAt } from './problem.js';

/** What a token writes: the group named `\0` and its index in `tokens` holds the text. */
export interface TokenCapture {
  /** `[]`: the keys of an object are written to the root. */
  readonly path: readonly string[];
  readonly convert: CompiledMatcher['convert'];
  readonly filters: readonly ApplyFilter[];
}

/** Where a stretch of an expanded rule comes from; it lasts to the next one. */
export interface Origin {
  /** Offset in the expanded source. */
  readonly start: number;
  readonly rule: GrokRule;
  /** Offset in the pattern of the rule. */
  readonly offset: number;
  /** As it stands in the rule; `undefined` for plain text. */
  readonly token: string | undefined;
}

/** A rule as one regex in the dialect of Java: support rules included, matchers put in place. */
export interface ExpandedRule {
  readonly source: string;
  readonly captures: readonly TokenCapture[];
  readonly origins: readonly Origin[];
}

/** What rules are expanded with. */
export interface ExpandContext {
  readonly rules: ReadonlyMap<string, GrokRule>;
  readonly matchers: ReadonlyMap<string, GrokMatcher>;
  readonly filters: ReadonlyMap<string, GrokFilter>;
  readonly environment: LogsEnvironment;
  /** Names of the rules that were expanded, whole or as part of another one. */
  readonly used: Set<string>;
  report(problem: GrokProblem): void;
}

const maxLength = 200_000;

interface Expansion {
  source: string;
  readonly captures: TokenCapture[];
  readonly origins: Origin[];
  /** The rules being expanded, outermost first. */
  readonly stack: string[];
  isFailed: boolean;
}

/** Expands a rule; `undefined` when something was wrong, which has been reported. */
export function expandRule(rule: GrokRule, context: ExpandContext): ExpandedRule | undefined {
  const expansion: Expansion = { source: '', captures: [], origins: [], stack: [], isFailed: false };
  expandInto(rule, expansion, context);
  return expansion.isFailed ? undefined : expansion;
}

function expandInto(rule: GrokRule, expansion: Expansion, context: ExpandContext): void {
  context.used.add(rule.name);
  expansion.stack.push(rule.name);
  let offset = 0;
  for (const { index } of rule.pattern.matchAll(/\\.|%\{/gs)) {
    if (expansion.isFailed) return;
    if (index < offset || rule.pattern[index] === '\\') continue;
    append(rule.pattern.slice(offset, index), { rule, offset }, expansion, context);
    const parsed = parseToken(rule.pattern, index);
    if (!parsed.ok)
      return fail(problemAt(rule, parsed.offset, error('InvalidRule', parsed.message)), expansion, context);
    offset = parsed.token.end;
    expandToken(rule, parsed.token, expansion, context);
  }
  append(rule.pattern.slice(offset), { rule, offset }, expansion, context);
  expansion.stack.pop();
}

function error(reason: string, message: string): Pick<GrokProblem, 'message' | 'reason' | 'severity'> {
  return { severity: 'error', reason, message };
}

function fail(problem: GrokProblem, expansion: Expansion, context: ExpandContext): void {
  expansion.isFailed = true;
  context.report(problem);
}

function append(
  text: string,
  from: Pick<Origin, 'offset' | 'rule'> & { token?: string },
  expansion: Expansion,
  context: ExpandContext,
): void {
  if (text === '') return;
  expansion.origins.push({ start: expansion.source.length, rule: from.rule, offset: from.offset, token: from.token });
  expansion.source += text;
  if (expansion.source.length <= maxLength || expansion.isFailed) return;
  const message = `the rule is longer than ${maxLength} characters with all the rules that it includes; split it`;
  fail(problemAt(from.rule, from.offset, error('InvalidRule', message)), expansion, context);
}

function expandToken(rule: GrokRule, token: GrokToken, expansion: Expansion, context: ExpandContext): void {
  const refuse = (reason: string, message: string): void =>
    fail(problemAt(rule, token.start, error(reason, message)), expansion, context);
  const included = token.args === undefined ? context.rules.get(token.matcher) : undefined;
  const filters = compileFilters(token, context);
  if (!filters.ok) return refuse(filters.reason, filters.message);
  const place = { rule, offset: token.start, token: rule.pattern.slice(token.start, token.end) };
  if (included) {
    if (expansion.stack.includes(included.name))
      return refuse('CircularRule', `the rule includes itself: ${[...expansion.stack, included.name].join(' -> ')}`);
    // Without a colon the text of the rule is put here as it is, so that it can hold a part of a group.
    const opening =
      token.path === undefined ? '' : openGroup(token, { convert: undefined, filters: filters.value }, expansion);
    append(opening, place, expansion, context);
    expandInto(included, expansion, context);
    return append(opening === '' ? '' : ')', place, expansion, context);
  }
  const compiled = compileMatcher(token, context);
  if (!compiled.ok) return refuse(compiled.reason, compiled.message);
  const { regex, convert } = compiled.value;
  append(`${openGroup(token, { convert, filters: filters.value }, expansion)}${regex})`, place, expansion, context);
}

/** A group that captures when there is something to write. */
function openGroup(token: GrokToken, capture: Omit<TokenCapture, 'path'>, expansion: Expansion): string {
  const { path = [] } = token;
  if (path.length === 0 && capture.filters.length === 0) return '(?:';
  expansion.captures.push({ path, ...capture });
  return `(?<\0${expansion.captures.length - 1}>`;
}

function compileMatcher(token: GrokToken, context: ExpandContext): GrokResult<CompiledMatcher> {
  const { matcher: name, args = [] } = token;
  const matcher = context.matchers.get(name);
  if (matcher) return matcher.compile(args, { environment: context.environment });
  const known = [...context.matchers.keys(), ...context.rules.keys()];
  return { ok: false, reason: 'UnknownMatcher', message: `there is no matcher or rule ${name}${suggest(name, known)}` };
}

function compileFilters(token: GrokToken, context: ExpandContext): GrokResult<readonly ApplyFilter[]> {
  const filters: ApplyFilter[] = [];
  for (const { name, args } of token.filters) {
    const compiled = compileFilter(name, args, context);
    if (!compiled.ok) return compiled;
    filters.push(compiled.value);
  }
  return { ok: true, value: filters };
}

function compileFilter(name: string, args: readonly GrokArgument[], context: ExpandContext): GrokResult<ApplyFilter> {
  const filter = context.filters.get(name);
  if (!filter)
    return {
      ok: false,
      reason: 'UnknownFilter',
      message: `there is no filter ${name}${suggest(name, context.filters.keys())}`,
    };
  return filter.compile(args, {
    environment: context.environment,
    compileFilter: (inner, innerArgs) => compileFilter(inner, innerArgs, context),
  });
}

function suggest(name: string, known: Iterable<string>): string {
  const near = nearNames(name, known);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
