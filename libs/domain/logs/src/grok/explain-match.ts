import type { GrokRule } from './problem.js';
import type { CompiledRule } from './compile-rule.js';
import { type RegexNode, sequence } from './regex/node.js';
import { printRegex } from './regex/print-regex.js';

/** How far one rule gets with a text that it does not match. */
export interface RuleAttempt {
  readonly rule: string;
  /** How many characters of the text the longest part of the rule that matches takes. */
  readonly characters: number;
  /** What of the rule comes next and does not match, as it is written; `undefined`: the rule ends and text is left over. */
  readonly expected: string | undefined;
  /** Where that stands. */
  readonly field: GrokRule['field'];
  readonly line: number;
  readonly column: number;
}

/** What rules make of a text: the rule that matches, or how far each gets, in their order, and the one that gets furthest. */
export type GrokExplanation =
  | { readonly matched: string }
  | {
      readonly matched: undefined;
      readonly nearest: RuleAttempt | undefined;
      readonly attempts: readonly RuleAttempt[];
    };

/** Explains what rules make of a text without blanks around it. */
export function explainMatch(rules: readonly CompiledRule[], text: string): GrokExplanation {
  const attempts: RuleAttempt[] = [];
  for (const rule of rules) {
    if (rule.regexp.test(text)) return { matched: rule.rule.name };
    attempts.push(explainRule(rule, text));
  }
  const [first, ...others] = attempts;
  const nearest =
    first && others.reduce((best, attempt) => (attempt.characters > best.characters ? attempt : best), first);
  return { matched: undefined, nearest, attempts };
}

function explainRule(compiled: CompiledRule, text: string): RuleAttempt {
  const parts = compiled.node.kind === 'sequence' ? compiled.node.nodes : [compiled.node];
  let [fits, tooMany] = [0, parts.length + 1];
  let characters = 0;
  // A start of the rule matches only if every shorter start does, so the longest one is found by halving.
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const length = matchStart(parts.slice(0, middle), text);
    if (length === undefined) tooMany = middle;
    else [fits, characters] = [middle, length];
  }
  return { rule: compiled.rule.name, characters, ...describe(compiled, parts[fits]) };
}

function matchStart(parts: readonly RegexNode[], text: string): number | undefined {
  const { source } = printRegex(sequence(parts, 0));
  return new RegExp(`^(?:${source})`, 's').exec(text)?.[0].length;
}

/** Names the part of a rule that a node comes from. */
function describe(
  { rule, origins }: CompiledRule,
  node: RegexNode | undefined,
): Omit<RuleAttempt, 'characters' | 'rule'> {
  const index = node ? origins.findLastIndex(({ start }) => start <= node.start) : -1;
  const origin = origins[index];
  if (!node || !origin) return { expected: undefined, field: rule.field, line: rule.line, column: rule.column };
  const shift = origin.token === undefined ? node.start - origin.start : 0;
  const end = origins[index + 1]?.start ?? Infinity;
  const offset = origin.offset + shift;
  const plain = origin.rule.pattern.slice(offset, offset + end - node.start);
  const { field, line, column } = origin.rule;
  return { expected: origin.token ?? plain, field, line, column: column + offset };
}
