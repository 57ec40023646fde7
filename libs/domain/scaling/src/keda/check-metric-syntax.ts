import { parseQueries, type Position, positionOf, templateVariables } from '@dogwatch/query';

/** Why Datadog would refuse a text as one or several queries, and where; `offset` counts UTF-16 units from 0. */
export interface MetricSyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

/** Checks the query of a trigger, or several with commas between them, by the grammar; undefined when it is well written. */
export function checkMetricSyntax(query: string): MetricSyntaxProblem | undefined {
  const parsed = parseQueries(query);
  if (!parsed.ok) return { message: parsed.error.message, offset: parsed.error.offset };
  const [variable] = templateVariables(parsed.expressions);
  if (variable === undefined) return undefined;
  const offset = variable.series.span.start;
  return {
    message: `$${variable.name} is a dashboard variable; only dashboards fill it in, write its value ${printPosition(positionOf(query, offset))}`,
    offset,
  };
}

function printPosition({ column, line }: Position): string {
  return `(line ${line}, column ${column})`;
}
