import type { Expression, FunctionArgument, Modifier, ModifierArgument, Scope, ScopeTerm, Series } from './ast.js';

/** A comma list of queries as one text. */
export function printQueries(expressions: readonly Expression[]): string {
  return expressions.map((expression) => printQuery(expression)).join(', ');
}

/** A query or formula as text; `parseQueries` of it gives the same tree but for the spans. */
export function printQuery(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'reference':
      return expression.name;
    case 'series':
      return printSeries(expression);
    case 'call':
      return `${expression.name}(${expression.args.map(printArgument).join(', ')})${printModifiers(expression.modifiers)}`;
    case 'parenthesized':
      return `(${printQuery(expression.operand)})${printModifiers(expression.modifiers)}`;
    case 'unary':
      return `${expression.operator}${printOperand(expression.operand, precedenceOfUnary)}`;
    default: {
      const precedence = precedenceOf(expression);
      const left = printOperand(expression.left, precedence);
      return `${left} ${expression.operator} ${printOperand(expression.right, precedence + 1)}`;
    }
  }
}

const precedenceOfUnary = 3;

function precedenceOf(expression: Expression): number {
  if (expression.kind !== 'binary') {
    return precedenceOfUnary;
  }
  return expression.operator === '*' || expression.operator === '/' ? 2 : 1;
}

/** Trees that were not parsed may lack the parentheses that their meaning needs. */
function printOperand(operand: Expression, precedence: number): string {
  const text = printQuery(operand);
  return precedenceOf(operand) < precedence ? `(${text})` : text;
}

function printSeries({ aggregator, metric, scope, groupBy, modifiers }: Series): string {
  const prefix =
    aggregator === undefined ? '' : aggregator.kind === 'named' ? `${aggregator.name}:` : `${aggregator.text}:`;
  const by = groupBy.length > 0 ? ` by {${groupBy.join(',')}}` : '';
  return `${prefix}${metric}${printScope(scope)}${by}${printModifiers(modifiers)}`;
}

/** A scope with its braces. */
export function printScope(scope: Scope): string {
  return `{${scope.terms.map((term) => (scope.style === 'list' ? printListTerm(term) : printTerm(term))).join(',')}}`;
}

function printListTerm(term: ScopeTerm): string {
  return term.kind === 'not' ? `!${printTerm(term.operand)}` : printTerm(term);
}

function printTerm(term: ScopeTerm): string {
  switch (term.kind) {
    case 'tag':
      return term.text;
    case 'group':
      return `(${printTerm(term.operand)})`;
    case 'in':
      return printMembership(term, 'IN');
    case 'not':
      return term.operand.kind === 'in' ? printMembership(term.operand, 'NOT IN') : `NOT ${printTerm(term.operand)}`;
    default:
      return term.operands.map(printTerm).join(` ${term.kind.toUpperCase()} `);
  }
}

function printMembership(term: Extract<ScopeTerm, { kind: 'in' }>, operator: string): string {
  return `${term.key} ${operator} (${term.values.join(',')})`;
}

function printModifiers(modifiers: readonly Modifier[]): string {
  return modifiers.map(({ name, args }) => `.${name}(${args.map(printModifierArgument).join(', ')})`).join('');
}

function printModifierArgument(argument: ModifierArgument): string {
  if (argument.kind !== 'string') {
    return argument.text;
  }
  const quote = /(?<!\\)'/.test(argument.text) ? '"' : "'";
  return `${quote}${argument.text}${quote}`;
}

function printArgument(argument: FunctionArgument): string {
  switch (argument.kind) {
    case 'string':
      return `${argument.quote}${argument.text}${argument.quote}`;
    case 'named':
      return `${argument.name}=${printArgument(argument.value)}`;
    case 'tags':
      return `{${argument.tags.join(',')}}`;
    default:
      return printQuery(argument);
  }
}
