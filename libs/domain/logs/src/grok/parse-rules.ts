import type { GrokProblem, GrokRule } from './problem.js';

/** The rules of one text, in order, and the lines that are none. */
export interface ParsedRules {
  readonly rules: readonly GrokRule[];
  readonly problems: readonly GrokProblem[];
}

const ruleLine = /^(\s*)([\w-][\w.-]*)(\s+)(.*)$/s;

/**
 * Reads one rule a line, `name pattern`; blank lines and lines that begin with `#` are left out. Blanks at the end of a support
 * rule belong to it, as it may be included in the middle of another one; a log never ends with one, so match rules lose them.
 */
export function parseRules(text: string, field: GrokRule['field']): ParsedRules {
  const rules = new Map<string, GrokRule>();
  const problems: GrokProblem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/\r$/, '');
    if (/^\s*(?:#|$)/.test(content)) continue;
    const rule = parseLine(content, index + 1, field);
    const problem = 'reason' in rule ? rule : checkName(rule, rules);
    if (problem) problems.push(problem);
    else if ('pattern' in rule) rules.set(rule.name, rule);
  }
  return { rules: [...rules.values()], problems };
}

function parseLine(content: string, line: number, field: GrokRule['field']): GrokProblem | GrokRule {
  const [, indent = '', name = '', gap = '', rest = ''] = ruleLine.exec(content) ?? [];
  if (name === '' || rest === '') {
    const message = `this line is no rule: ${JSON.stringify(content.trim())}; write a name of letters, digits, _ . or -, a blank and a pattern`;
    return { severity: 'error', reason: 'InvalidRule', field, line, column: 1, message };
  }
  const pattern = field === 'match_rules' ? rest.replace(/(?<!\\)\s+$/, '') : rest;
  return { name, pattern, field, line, column: indent.length + name.length + gap.length + 1 };
}

function checkName({ name, field, line }: GrokRule, rules: ReadonlyMap<string, GrokRule>): GrokProblem | undefined {
  const other = rules.get(name);
  if (!other) return undefined;
  const message = `the rule ${name} is there already, in line ${other.line}; give this one another name`;
  return { severity: 'error', reason: 'DuplicateRule', field, line, column: 1, message };
}
