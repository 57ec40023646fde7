import type { z } from 'zod';

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const longestInput = 80;

/** What is wrong with a field of a configuration: what it must be, and the value that it has. Needs `reportInput`. */
export function printConfigIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has no field ${issue.keys.map(printValue).join(', ')}`;
  const value = valueOf(issue);
  const expected = printExpected(issue);
  if (expected === undefined) return `${issue.message}; it is ${printValue(value)}`;
  return value === undefined ? `is missing; it must be ${expected}` : `must be ${expected}; it is ${printValue(value)}`;
}

/** The place of a field below its object: `.sources[1]`, or '' for the object itself. */
export function printConfigField(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
}

/** Of a list of objects told apart by a field, the issue holds the whole object. */
function valueOf({ code, path, input }: z.core.$ZodIssue): unknown {
  const last = path.at(-1);
  const isMember = code === 'invalid_union' && typeof input === 'object' && input !== null && last !== undefined;
  return isMember ? Reflect.get(input, last) : input;
}

/** `undefined` when the issue says it in its message. */
function printExpected(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      return typeNames[issue.expected] ?? issue.expected;
    }
    case 'invalid_value': {
      return printChoice(issue.values);
    }
    case 'too_small': {
      return issue.origin === 'string' || issue.origin === 'array' ? 'not empty' : `${issue.minimum} or more`;
    }
    case 'invalid_union': {
      const alternatives = issue.errors.flatMap(([first]) => (first && printExpected(first)) ?? []);
      return alternatives.length > 0 ? alternatives.join(' or ') : printChoice(optionsOf(issue));
    }
    default: {
      return undefined;
    }
  }
}

function optionsOf(issue: object): readonly unknown[] {
  const options: unknown = Reflect.get(issue, 'options');
  return Array.isArray(options) ? options : [];
}

function printChoice(values: readonly unknown[]): string {
  return values.map(printValue).join(' or ');
}

function printValue(value: unknown): string {
  const text =
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'nothing';
  return text.length > longestInput ? `${text.slice(0, longestInput)}...` : text;
}
