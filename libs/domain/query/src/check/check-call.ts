import type { FunctionArgument, FunctionCall } from '../ast.js';
import { visit } from '../visit.js';
import type { Report } from './finding.js';
import { type FunctionSignature, type Parameter, functionSignatures } from './functions.js';
import { nearestName } from './nearest-name.js';

/** Where a query is used; template variables exist in dashboards only, some functions are not for monitors. */
export type Use = 'metric' | 'dashboard' | 'monitor' | 'formula';

/** Checks one call against its signature: name, number and kinds of arguments, options, and what may stand inside it. */
export function checkCall(call: FunctionCall, use: Use, report: Report): void {
  const signature = functionSignatures.get(call.name);
  if (!signature) {
    const nearest = nearestName(call.name, [...functionSignatures.keys()]);
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    report.error('UnknownFunction', call.span, `${call.name} is no function of metric queries${hint}`);
    return;
  }
  checkLimits(call, signature, use, report);
  checkArguments(call, signature, report);
}

function checkLimits(call: FunctionCall, signature: FunctionSignature, use: Use, report: Report): void {
  if (signature.isForbiddenInMonitors && use === 'monitor') {
    report.error('FunctionNotInMonitors', call.span, `${call.name} cannot be used in monitors`);
  }
  if (signature.insteadUse !== undefined) {
    report.warn('DeprecatedFunction', call.span, `${call.name} is deprecated; use ${signature.insteadUse}`);
  }
  const { mayNotContain } = signature;
  if (mayNotContain) {
    for (const argument of call.args) {
      visit(argument, (inner) => {
        if (inner.kind === 'call' && mayNotContain.includes(inner.name)) {
          report.error('FunctionNotInside', inner.span, `${inner.name} cannot stand inside ${call.name}`);
        }
      });
    }
  }
}

function checkArguments(call: FunctionCall, signature: FunctionSignature, report: Report): void {
  const positional = call.args.filter(({ kind }) => kind !== 'named');
  const { parameters, optional = 0 } = signature;
  if (positional.length < parameters.length - optional || positional.length > parameters.length) {
    report.error('ArgumentCount', call.span, `${usage(signature)}; found ${positional.length} of them`);
    return;
  }
  for (const [index, argument] of positional.entries()) {
    checkArgument(argument, parameters[index], `argument ${index + 1} of ${call.name}`, report);
  }
  for (const argument of call.args) {
    if (argument.kind === 'named') {
      checkOption(argument, signature, report);
    }
  }
}

function checkOption(
  argument: Extract<FunctionArgument, { kind: 'named' }>,
  signature: FunctionSignature,
  report: Report,
): void {
  const options = signature.options ?? {};
  const parameter = Object.hasOwn(options, argument.name) ? options[argument.name] : undefined;
  if (parameter) {
    checkArgument(argument.value, parameter, `option ${argument.name} of ${signature.name}`, report);
    return;
  }
  const known = Object.keys(options);
  const hint = known.length > 0 ? `its options are ${known.join(', ')}` : 'it has none';
  report.error('UnknownOption', argument.span, `${signature.name} has no option ${argument.name}; ${hint}`);
}

function checkArgument(
  argument: FunctionArgument,
  parameter: Parameter | undefined,
  what: string,
  report: Report,
): void {
  if (parameter && !fits(argument, parameter)) {
    report.error('ArgumentValue', argument.span, `${what} must be ${describe(parameter)}`);
  }
}

function fits(argument: FunctionArgument, parameter: Parameter): boolean {
  switch (parameter.kind) {
    case 'either':
      return parameter.of.some((one) => fits(argument, one));
    case 'query':
      return argument.kind !== 'string' && argument.kind !== 'tags' && argument.kind !== 'named';
    case 'tags':
      return argument.kind === 'tags';
    case 'number':
      return isNumberWithin(argument, parameter);
    default:
      return argument.kind === 'string' && isTextWithin(argument.text, parameter);
  }
}

function isNumberWithin(argument: FunctionArgument, limits: Extract<Parameter, { kind: 'number' }>): boolean {
  const value = numberOf(argument);
  if (value === undefined) {
    return false;
  }
  const { min = -Infinity, max = Infinity, above = -Infinity } = limits;
  return value >= min && value <= max && value > above;
}

/** A number with its signs. */
function numberOf(argument: FunctionArgument): number | undefined {
  if (argument.kind === 'number') {
    return argument.value;
  }
  if (argument.kind === 'unary') {
    const value = numberOf(argument.operand);
    return value !== undefined && argument.operator === '-' ? -value : value;
  }
  return undefined;
}

function isTextWithin(text: string, { values, anyCase, pattern }: Extract<Parameter, { kind: 'string' }>): boolean {
  if (values) {
    return values.some((value) => value === text || (anyCase === true && value.toLowerCase() === text.toLowerCase()));
  }
  return pattern?.test(text) ?? text !== '';
}

function usage({ name, parameters, optional = 0 }: FunctionSignature): string {
  const least = parameters.length - optional;
  const count = optional > 0 ? `${least} to ${parameters.length}` : `${least}`;
  return `${name} takes ${count} argument${parameters.length === 1 ? '' : 's'}: ${parameters.map(describe).join('; ')}`;
}

function describe(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'either':
      return parameter.what;
    case 'query':
      return 'a query';
    case 'tags':
      return 'tags such as {host}';
    case 'number':
      return describeNumber(parameter);
    default:
      return describeText(parameter);
  }
}

function describeNumber({ min, max, above }: Extract<Parameter, { kind: 'number' }>): string {
  const bounds = [
    min === undefined ? '' : ` of at least ${min}`,
    above === undefined ? '' : ` above ${above}`,
    max === undefined ? '' : ` up to ${max}`,
  ];
  return `a number${bounds.join('')}`;
}

function describeText({ values, example }: Extract<Parameter, { kind: 'string' }>): string {
  if (values) {
    return values.map((value) => `'${value}'`).join(' or ');
  }
  return example === undefined ? 'a quoted text' : `like ${example}`;
}
