import { type GrokArgument, type GrokResult, isGrokCall } from './argument.js';
import type { ApplyFilter } from './filter.js';

/** The function of a filter that takes no arguments, unless it is given some. */
export function withoutArguments(
  usage: string,
  args: readonly GrokArgument[],
  apply: ApplyFilter,
): GrokResult<ApplyFilter> {
  return args.length === 0 ? { ok: true, value: apply } : refuseArguments(usage, args);
}

/** Says how a filter is written, and with what it was. */
export function refuseArguments(usage: string, args: readonly GrokArgument[]): GrokResult<never> {
  const given = args.map(printArgument).join(', ');
  const message = `the filter is written ${usage}, but was given (${given})`;
  return { ok: false, reason: 'InvalidArguments', message };
}

/** Arguments as text when all are; `undefined` when one is something else. */
export function toTexts(args: readonly GrokArgument[]): readonly string[] | undefined {
  const texts = args.filter((argument) => typeof argument === 'string');
  return texts.length === args.length ? texts : undefined;
}

/** Separators write line ends and tabs as `\n`, `\r` and `\t`. */
export function readControls(text: string): string {
  return text.replaceAll(/\\([nrt])/g, (_, letter) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : '\r'));
}

function printArgument(argument: GrokArgument): string {
  if (!isGrokCall(argument)) return JSON.stringify(argument);
  const { name, args } = argument;
  return args.length === 0 ? name : `${name}(${args.map(printArgument).join(', ')})`;
}
