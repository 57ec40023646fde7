import type { Clause, ClauseArgument } from './ast.js';

/** The clause of a name, if there. */
export function clauseOf(clauses: readonly Clause[], name: string): Clause | undefined {
  return clauses.find((clause) => clause.name === name);
}

/** The text of an argument without its quotes; of a named one, that of its value. */
export function argumentText(argument: ClauseArgument | undefined): string | undefined {
  return argument?.kind === 'named' ? argumentText(argument.value) : argument?.text;
}
