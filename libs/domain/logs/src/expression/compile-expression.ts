import type { Attributes, AttributeValue, Log } from '../log.js';
import { readPath } from '../path.js';
import { type Expression, type Operation, parseExpression } from './parse-expression.js';

/** What runs, or why there is nothing to run: `offset` is a place in the expression, in UTF-16 units. */
export type CompiledExpression =
  | { readonly ok: true; readonly value: (log: Pick<Log, 'attributes'>) => number | undefined }
  | { readonly ok: false; readonly reason: 'InvalidExpression'; readonly message: string; readonly offset: number };

type Evaluate = (attributes: Attributes) => number | undefined;

/**
 * Compiles an arithmetic expression such as `(end-time - start-time) / 1000`. The result is rounded to 9 decimals, infinite or
 * NaN after a division by zero, and `undefined` when an attribute is missing or holds neither a number nor the text of one;
 * with `isReplaceMissing` such an attribute counts as 0.
 */
export function compileExpression(
  text: string,
  { isReplaceMissing = false }: { readonly isReplaceMissing?: boolean } = {},
): CompiledExpression {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, reason: 'InvalidExpression', message: parsed.message, offset: parsed.offset };
  const evaluate = compile(parsed.value, isReplaceMissing ? 0 : undefined);
  const value = ({ attributes }: Pick<Log, 'attributes'>): number | undefined => {
    const result = evaluate(attributes);
    return result === undefined ? undefined : round(result);
  };
  return { ok: true, value };
}

function compile(expression: Expression, missing: number | undefined): Evaluate {
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'attribute': {
      const { path } = expression;
      return (attributes) => toNumber(readPath(attributes, path)) ?? missing;
    }
    case 'negated': {
      const evaluate = compile(expression.operand, missing);
      return (attributes) => {
        const value = evaluate(attributes);
        return value === undefined ? undefined : -value;
      };
    }
    default: {
      return compileChain(expression.first, expression.rest, missing);
    }
  }
}

function compileChain(first: Expression, rest: readonly Operation[], missing: number | undefined): Evaluate {
  const evaluateFirst = compile(first, missing);
  const steps = rest.map(({ operator, operand }) => ({ operator, evaluate: compile(operand, missing) }));
  return (attributes) => {
    let result = evaluateFirst(attributes);
    for (const { operator, evaluate } of steps) {
      if (result === undefined) return undefined;
      const right = evaluate(attributes);
      if (right === undefined) return undefined;
      result = apply(operator, result, right);
    }
    return result;
  };
}

function apply(operator: Operation['operator'], left: number, right: number): number {
  switch (operator) {
    case '+': {
      return left + right;
    }
    case '-': {
      return left - right;
    }
    case '*': {
      return left * right;
    }
    default: {
      return left / right;
    }
  }
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function toNumber(value: AttributeValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : undefined;
  return typeof value === 'bigint' ? Number(value) : undefined;
}

const decimals = 9;

/** Rounds the decimal digits of the number: to multiply, round and divide would spoil large numbers. */
function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toFixed(decimals));
}
