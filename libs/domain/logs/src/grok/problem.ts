/** Something wrong or doubtful in grok rules, found while they are compiled. */
export interface GrokProblem {
  readonly severity: 'error' | 'warning';
  /** One of `pipelineProblems`. */
  readonly reason: string;
  /** Which of the two texts. */
  readonly field: 'match_rules' | 'support_rules';
  /** In that text, from 1. */
  readonly line: number;
  /** In that line, from 1. */
  readonly column: number;
  /** What is wrong, the value, and what would be right; without the place. */
  readonly message: string;
}

/** One rule as it stands in a rules text. */
export interface GrokRule {
  readonly name: string;
  readonly pattern: string;
  readonly field: 'match_rules' | 'support_rules';
  readonly line: number;
  /** Of the first character of the pattern. */
  readonly column: number;
}

/** A problem at an offset of a rule's pattern. */
export function problemAt(
  rule: GrokRule,
  offset: number,
  problem: Pick<GrokProblem, 'message' | 'reason' | 'severity'>,
): GrokProblem {
  const { field, line, column } = rule;
  return { ...problem, field, line, column: column + offset };
}
