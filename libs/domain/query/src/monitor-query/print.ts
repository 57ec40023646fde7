import { printQuery } from '../print.js';
import type {
  Clause,
  ClauseArgument,
  Comparison,
  CompositeExpression,
  MetricMonitorQuery,
  MonitorQuery,
} from './ast.js';

/** A monitor query as text; `parseMonitorQuery` of it gives the same tree but for the spans. */
export function printMonitorQuery(query: MonitorQuery): string {
  switch (query.kind) {
    case 'metric':
      return `${printHead(query)}:${printQuery(query.query)}${printComparison(query.comparison)}`;
    case 'formula': {
      const formula = `${query.quote}${printQuery(query.formula)}${query.quote}`;
      return `formula(${formula})${printClauses(query.clauses)}${printComparison(query.comparison)}`;
    }
    case 'search': {
      const search = `${query.quote}${query.search}${query.quote}`;
      return `${query.source}(${search})${printClauses(query.clauses)}${printComparison(query.comparison)}`;
    }
    case 'service-check':
      return `${query.quote}${query.check}${query.quote}${printClauses(query.clauses)}`;
    case 'slo': {
      const slo = `${query.quote}${query.slo}${query.quote}`;
      return `${query.measure}(${slo})${printClauses(query.clauses)}${printComparison(query.comparison)}`;
    }
    default:
      return printComposite(query.expression);
  }
}

function printHead({ change, timeAggregation, window }: MetricMonitorQuery): string {
  const aggregation = `${timeAggregation}(${window.text})`;
  return change ? `${change.function}(${aggregation},${change.shift.text})` : aggregation;
}

function printComparison({ operator, text }: Comparison): string {
  return ` ${operator} ${text}`;
}

function printClauses(clauses: readonly Clause[]): string {
  return clauses.map(({ name, args }) => `.${name}(${args.map(printArgument).join(', ')})`).join('');
}

function printArgument(argument: ClauseArgument): string {
  switch (argument.kind) {
    case 'string':
      return `${argument.quote}${argument.text}${argument.quote}`;
    case 'bare':
      return argument.text;
    default:
      return `${argument.name}=${printArgument(argument.value)}`;
  }
}

function printComposite(expression: CompositeExpression): string {
  switch (expression.kind) {
    case 'monitor':
      return expression.id;
    case 'not':
      return `!${printComposite(expression.operand)}`;
    case 'group':
      return `(${printComposite(expression.operand)})`;
    default:
      return expression.operands.map(printComposite).join(expression.kind === 'and' ? ' && ' : ' || ');
  }
}
