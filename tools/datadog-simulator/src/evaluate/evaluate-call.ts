import type { Expression, FunctionArgument, FunctionCall } from '@dogwatch/query';
import { simulatedFunctions } from '../functions/index.js';
import type { CallArgument, Parameter, SimulatedFunction } from '../functions/simulated-function.js';
import { collect, refuse, succeed, type Outcome } from '../outcome.js';
import type { EvaluationContext } from './evaluation-context.js';
import { mapSeries, type Value } from './frame.js';
import { shiftWindow } from './time-window.js';

type Evaluator = (node: Expression, context: EvaluationContext) => Outcome<Value>;

/** Ten years; far enough for any data, near enough for exact arithmetic. */
const maxShiftSeconds = 3650 * 86_400;

/** Evaluates `name(query, ...)`; refuses unknown functions and arguments the function does not take. */
export function evaluateCall(call: FunctionCall, context: EvaluationContext, evaluate: Evaluator): Outcome<Value> {
  const definition = simulatedFunctions.get(call.name);
  if (definition === undefined) {
    return refuse('UnknownFunction', `The simulator does not know the function '${call.name}'`);
  }
  const [first, ...others] = call.args;
  const args = collect(others, (argument) => evaluateArgument(argument, context, evaluate));
  if (!args.ok) {
    return args;
  }
  const problem = findProblem(definition, args.value);
  if (problem !== undefined) {
    return refuse('BadArguments', problem);
  }
  const operand = evaluateOperand(definition, { first, args: args.value }, context, evaluate);
  if (!operand.ok) {
    return operand;
  }
  const result = definition.apply(operand.value, args.value, context.window);
  return result.ok ? succeed(print(result.value, call, context.source)) : result;
}

interface Operand {
  readonly first: FunctionArgument | undefined;
  readonly args: readonly CallArgument[];
}

function evaluateOperand(
  definition: SimulatedFunction,
  { first, args }: Operand,
  context: EvaluationContext,
  evaluate: Evaluator,
): Outcome<Value> {
  if (first === undefined || !isExpression(first)) {
    return refuse('BadArguments', `The first argument of ${definition.name}() must be a query`);
  }
  const shift = definition.shiftSeconds?.(args, context.window) ?? succeed(0);
  if (!shift.ok) {
    return shift;
  }
  if (!(Math.abs(shift.value) <= maxShiftSeconds)) {
    return refuse('BadArguments', `${definition.name}() can shift by at most ${maxShiftSeconds} seconds`);
  }
  const value = evaluate(first, { ...context, window: shiftWindow(context.window, shift.value) });
  return value.ok && value.value.kind === 'number' && definition.takesNumber !== true
    ? refuse('BadArguments', `The first argument of ${definition.name}() must be a query, not a number`)
    : value;
}

function evaluateArgument(
  argument: FunctionArgument,
  context: EvaluationContext,
  evaluate: Evaluator,
): Outcome<CallArgument> {
  switch (argument.kind) {
    case 'string':
      return succeed({ kind: 'string', text: argument.text });
    case 'tags':
      return succeed({ kind: 'tags', tags: argument.tags });
    case 'named':
      return refuse('BadArguments', `The simulator knows no function with the named argument '${argument.name}'`);
    default:
      return evaluate(argument, context);
  }
}

function isExpression(argument: FunctionArgument): argument is Expression {
  return argument.kind !== 'string' && argument.kind !== 'named' && argument.kind !== 'tags';
}

function findProblem({ name, parameters }: SimulatedFunction, args: readonly CallArgument[]): string | undefined {
  const signature = `${name}(${['query', ...parameters.map(printParameter)].join(', ')})`;
  if (args.length > parameters.length) {
    return `${signature} got ${args.length + 1} arguments`;
  }
  const wrong = parameters.find((parameter, index) => !accepts(parameter, args[index]));
  return wrong === undefined ? undefined : `${signature}: ${wrong.name} must be a ${wrong.accepts.join(' or ')}`;
}

function accepts({ accepts: kinds, optional }: Parameter, argument: CallArgument | undefined): boolean {
  return argument === undefined ? optional === true : kinds.includes(argument.kind);
}

function printParameter({ name, optional }: Parameter): string {
  return optional === true ? `[${name}]` : name;
}

/** Wraps the names of the results in the function, with its other arguments as written. */
function print(value: Value, call: FunctionCall, source: string): Value {
  if (value.kind === 'number') {
    return value;
  }
  const others = call.args
    .slice(1)
    .map(({ span }) => `, ${source.slice(span.start, span.end)}`)
    .join('');
  return mapSeries(value, (series) => ({
    ...series,
    metric: `${call.name}(${series.metric})`,
    expression: `${call.name}(${series.expression}${others})`,
  }));
}
