import { allChars, hasChar } from './regex/char-set.js';
import { type ExpandContext, type ExpandedRule, expandRule, type Origin } from './expand-rule.js';
import { planWrites } from './plan-writes.js';
import { type GrokProblem, type GrokRule, problemAt } from './problem.js';
import type { RegexNode } from './regex/node.js';
import { findSlowLoop } from './regex/find-slow-loop.js';
import { parseRegex } from './regex/parse-regex.js';
import { type Loop, printRegex } from './regex/print-regex.js';
import { simplifyRegex } from './regex/simplify-regex.js';
import { edgeChars, minLength, requiredText } from './regex/shape.js';
import { compileWrites, type WriteMatch } from './write-match.js';

/** What a text must have to match, cheaper to see than by the regex. */
export interface RuleChecks {
  readonly minLength: number;
  /** Code unit below 256 -> 1 when a match can begin with it. */
  readonly firstUnits: Uint8Array;
  readonly lastUnits: Uint8Array;
  /** Stands in every match; `''` when there is none worth looking for. */
  readonly text: string;
}

/** A match rule, ready to run. */
export interface CompiledRule {
  readonly rule: GrokRule;
  readonly regexp: RegExp;
  readonly checks: RuleChecks;
  readonly loops: readonly Loop[];
  readonly write: WriteMatch;
  /** Whether V8 cannot run the regex, or one in an argument, in time linear to the text when it comes to the worst. */
  readonly isGuarded: boolean;
  /** For explaining: the regex, and where its parts come from. */
  readonly node: RegexNode;
  readonly origins: readonly Origin[];
}

/** Compiles a match rule; `undefined` when something was wrong, which has been reported. */
export function compileRule(rule: GrokRule, context: ExpandContext): CompiledRule | undefined {
  const expanded = expandRule(rule, context);
  if (!expanded) return undefined;
  const parsed = parseRegex(expanded.source);
  if (!parsed.ok) {
    context.report(regexProblem(rule, expanded, parsed));
    return undefined;
  }
  const node = simplifyRegex(parsed.node);
  warnIfSlow(rule, expanded, node, context);
  const { source, captures, loops } = printRegex(node);
  const anchored = `^(?:${source})$`;
  const regexp = compileNative(anchored);
  if (typeof regexp === 'string') {
    context.report(regexProblem(rule, expanded, { offset: 0, message: regexp }));
    return undefined;
  }
  const write = compileWrites(planWrites(captures, expanded.captures));
  const isGuarded = !isLinear(anchored) || expanded.origins.some((part) => hasAssertion.test(part.rule.pattern));
  return { rule, regexp, checks: checksOf(node), loops, write, isGuarded, node, origins: expanded.origins };
}

function warnIfSlow(rule: GrokRule, expanded: ExpandedRule, node: RegexNode, context: ExpandContext): void {
  const loop = findSlowLoop(node);
  if (!loop) return;
  const message = `the rule ${rule.name} repeats here what can match one text in several ways: texts that do not match can take very long; make the parts of the repeated group begin or end differently`;
  context.report(problemIn(rule, expanded, loop.start, { severity: 'warning', reason: 'SlowPattern', message }));
}

function regexProblem(
  rule: GrokRule,
  expanded: ExpandedRule,
  { offset, message }: { offset: number; message: string },
): GrokProblem {
  const text = `the rule ${rule.name} cannot be read here: ${message}`;
  return problemIn(rule, expanded, offset, { severity: 'error', reason: 'InvalidRegex', message: text });
}

/** A problem at an offset of the expanded rule, told where it stands in the rules text. */
function problemIn(
  rule: GrokRule,
  { origins }: ExpandedRule,
  offset: number,
  problem: Pick<GrokProblem, 'message' | 'reason' | 'severity'>,
): GrokProblem {
  const origin = origins.findLast(({ start }) => start <= offset);
  if (!origin) return problemAt(rule, 0, problem);
  return problemAt(origin.rule, origin.offset + (origin.token === undefined ? offset - origin.start : 0), problem);
}

function compileNative(source: string): RegExp | string {
  try {
    return new RegExp(source, 's');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A look around or a back reference, which no linear engine knows. */
const hasAssertion = /\(\?<?[=!]|\\[1-9k]/;

const linearFlags = ['s', 'l'].join('');

/** Whether V8's linear engine can run a regex. Its flag `l` is unknown when that engine is switched off. */
function isLinear(source: string): boolean {
  try {
    return new RegExp(source, linearFlags) instanceof RegExp;
  } catch {
    return false;
  }
}

function checksOf(node: RegexNode): RuleChecks {
  const least = minLength(node);
  return {
    minLength: least,
    firstUnits: unitTable(node, 'first', least),
    lastUnits: unitTable(node, 'last', least),
    text: requiredText(node),
  };
}

function unitTable(node: RegexNode, edge: 'first' | 'last', least: number): Uint8Array {
  const set = least === 0 ? allChars : edgeChars(node, edge);
  return Uint8Array.from({ length: 256 }, (_, unit) => (hasChar(set, unit) ? 1 : 0));
}
