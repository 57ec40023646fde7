import type { Frame, Value } from '../evaluate/frame.js';
import type { TimeWindow } from '../evaluate/time-window.js';
import { succeed, type Outcome } from '../outcome.js';

/** An argument after the first, evaluated. */
export type CallArgument =
  | Value
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'tags'; readonly tags: readonly string[] };

/** What a parameter accepts. */
export type ParameterKind = CallArgument['kind'];

/** A parameter after the first, which always is the query. */
export interface Parameter {
  readonly name: string;
  readonly accepts: readonly ParameterKind[];
  readonly optional?: boolean;
}

/** One function of the query language. */
export interface SimulatedFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Whether the first argument may be a number; otherwise it must be a query. */
  readonly takesNumber?: boolean;
  /** Moves the window in which the first argument is evaluated, by seconds. */
  readonly shiftSeconds?: (args: readonly CallArgument[], window: TimeWindow) => Outcome<number>;
  /** `args` are checked against `parameters`, and begin after the first argument. */
  readonly apply: (operand: Value, args: readonly CallArgument[], window: TimeWindow) => Outcome<Value>;
}

/** A function that takes a query and the arguments that `parameters` describe. */
export function frameFunction(
  name: string,
  parameters: readonly Parameter[],
  convert: (frame: Frame, args: readonly CallArgument[], window: TimeWindow) => Frame | Outcome<Frame>,
): SimulatedFunction {
  return {
    name,
    parameters,
    apply: (operand, args, window) => {
      if (operand.kind === 'number') {
        return succeed(operand);
      }
      const result = convert(operand, args, window);
      return 'ok' in result ? result : succeed(result);
    },
  };
}

/** A required number. */
export function numberParameter(name: string): Parameter {
  return { name, accepts: ['number'] };
}

/** A required quoted text. */
export function stringParameter(name: string): Parameter {
  return { name, accepts: ['string'] };
}

/** The number at a position; `otherwise` when it is absent. */
export function numberOf(args: readonly CallArgument[], index: number, otherwise = Number.NaN): number {
  const argument = args[index];
  return argument?.kind === 'number' ? argument.value : otherwise;
}

/** The text at a position; `otherwise` when it is absent. */
export function textOf(args: readonly CallArgument[], index: number, otherwise = ''): string {
  const argument = args[index];
  return argument?.kind === 'string' ? argument.text : otherwise;
}
