import type { Expression, Modifier, Parenthesized, Unary, Binary } from '@dogwatch/query';
import { rollUpFrame } from '../functions/rollup.js';
import { refuse, succeed, type Outcome } from '../outcome.js';
import { calculate, negate } from './arithmetic.js';
import { evaluateCall } from './evaluate-call.js';
import { evaluateSeries } from './evaluate-series.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Value } from './frame.js';

/** Evaluates one expression of a query over the stored series. Refuses what the simulator can't evaluate. */
export function evaluate(node: Expression, context: EvaluationContext): Outcome<Value> {
  switch (node.kind) {
    case 'series':
      return evaluateSeries(node, context);
    case 'call': {
      const value = evaluateCall(node, context, evaluate);
      return value.ok ? modify(value.value, node.modifiers) : value;
    }
    case 'binary':
      return evaluateBinary(node, context);
    case 'unary':
      return evaluateUnary(node, context);
    case 'parenthesized':
      return evaluateParenthesized(node, context);
    case 'number':
      return succeed({ kind: 'number', value: node.value });
    default:
      return refuse('NotSimulated', `'${node.name}' refers to another query, which is only possible in a formula`);
  }
}

function evaluateBinary({ operator, left, right }: Binary, context: EvaluationContext): Outcome<Value> {
  const before = evaluate(left, context);
  const after = evaluate(right, context);
  if (!before.ok || !after.ok) {
    return before.ok ? after : before;
  }
  return calculate(operator, before.value, after.value);
}

function evaluateUnary({ operator, operand }: Unary, context: EvaluationContext): Outcome<Value> {
  const value = evaluate(operand, context);
  return value.ok && operator === '-' ? succeed(negate(value.value)) : value;
}

function evaluateParenthesized({ operand, modifiers }: Parenthesized, context: EvaluationContext): Outcome<Value> {
  const value = evaluate(operand, context);
  return value.ok ? modify(value.value, modifiers) : value;
}

/** Modifiers behind a function or a parenthesis: only `.rollup(method, seconds)` has a meaning there. */
function modify(value: Value, modifiers: readonly Modifier[]): Outcome<Value> {
  return modifiers.reduce<Outcome<Value>>(
    (result, modifier) => (result.ok ? modifyOnce(result.value, modifier) : result),
    succeed(value),
  );
}

function modifyOnce(value: Value, { name, args: [method, seconds] }: Modifier): Outcome<Value> {
  if (name !== 'rollup' || value.kind === 'number' || method?.kind !== 'word' || seconds?.kind !== 'number') {
    return refuse('NotSimulated', `.${name}() behind a function is simulated only as .rollup(method, seconds)`);
  }
  return rollUpFrame(value, method.text, seconds.value);
}
