import { type JsonSchema } from '@dogwatch/crds';
import { isObject } from '@dogwatch/monitors';
import { nearestName } from '@dogwatch/query';
import { type FieldPath } from './read-manifest.js';

/** Something that the API server refuses, or drops. */
export interface SchemaProblem {
  readonly reason: 'BadValue' | 'Missing' | 'UnknownField';
  readonly path: FieldPath;
  readonly message: string;
}

/** What a structural schema of Kubernetes has against a value, every place of it. */
export function checkSchema(schema: JsonSchema, value: unknown, path: FieldPath): readonly SchemaProblem[] {
  if (value === null) {
    return schema['nullable'] === true ? [] : [bad(path, 'is null; leave the field out, or give it a value')];
  }
  const wrong = typeProblem(schema, value);
  if (wrong !== undefined) return [bad(path, `is ${show(value)}; it must be ${wrong}`)];
  if (isObject(value)) return checkMembers(schema, value, path);
  if (Array.isArray(value)) return checkItems(schema, value, path);
  return checkText(schema, value, path);
}

const typeNames: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  array: ['a list', Array.isArray],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  integer: ['a whole number', Number.isInteger],
  number: ['a number', (value) => typeof value === 'number'],
  object: ['an object', isObject],
  string: ['a text', (value) => typeof value === 'string'],
};

function typeProblem(schema: JsonSchema, value: unknown): string | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return typeof value === 'string' || Number.isInteger(value)
      ? undefined
      : 'a whole number or a text, such as "99.9"';
  }
  const { type } = schema;
  const [name, isRight] = (typeof type === 'string' ? typeNames[type] : undefined) ?? ['', () => true];
  if (isRight(value)) return undefined;
  const isUnquoted = type === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  return isUnquoted ? `${name}: write "${String(value)}", in quotation marks` : name;
}

function checkMembers(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: FieldPath,
): readonly SchemaProblem[] {
  const known = isObject(schema['properties']) ? schema['properties'] : undefined;
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required
    .filter((name): name is string => typeof name === 'string' && !(name in value))
    .map((name) => missingProblem([...path, name]));
  if (known === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true) return missing;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(known, name) ? known[name] : undefined;
    return isObject(inner)
      ? checkSchema(inner, member, [...path, name])
      : [unknownField([...path, name], Object.keys(known))];
  });
  return [...missing, ...members];
}

function checkItems(schema: JsonSchema, items: readonly unknown[], path: FieldPath): readonly SchemaProblem[] {
  const { items: inner } = schema;
  const problems = isObject(inner) ? items.flatMap((item, index) => checkSchema(inner, item, [...path, index])) : [];
  if (schema['x-kubernetes-list-type'] !== 'set') return problems;
  const twice = items.flatMap((item, index) =>
    items.indexOf(item) < index ? [bad([...path, index], `is ${show(item)}, which is in the list already`)] : [],
  );
  return [...problems, ...twice];
}

function checkText(schema: JsonSchema, value: unknown, path: FieldPath): readonly SchemaProblem[] {
  if (typeof value !== 'string') return [];
  if (value === '' && typeof schema['minLength'] === 'number') return [missingProblem(path)];
  const choices: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [value];
  if (choices.includes(value)) return [];
  const texts = choices.filter((choice) => typeof choice === 'string');
  const near = nearestName(value, texts);
  const hint = near === undefined ? '' : `; did you mean ${show(near)}?`;
  return [bad(path, `is ${show(value)}; it must be one of ${texts.join(', ')}${hint}`)];
}

/** A field that nobody knows; one in the spelling of Datadog's API is told apart from a slip. */
export function unknownField(path: FieldPath, known: readonly string[]): SchemaProblem {
  const name = String(path.at(-1));
  const camel = name.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const near = known.includes(camel) ? camel : nearestName(name, known);
  const hint = near === undefined ? `; known are ${known.join(', ')}` : `; did you mean ${near}?`;
  return { reason: 'UnknownField', path, message: `${printPath(path)} is not known${hint}` };
}

/** A path as Kubernetes writes it: `spec.options.renotifyStatuses[0]`. */
export function printPath(path: FieldPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** The inverse of `printPath`. */
export function parsePath(text: string): FieldPath {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

function missingProblem(path: FieldPath): SchemaProblem {
  return { reason: 'Missing', path, message: `${printPath(path)} is required` };
}

function bad(path: FieldPath, text: string): SchemaProblem {
  return { reason: 'BadValue', path, message: `${printPath(path)} ${text}` };
}

const longestShown = 80;

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
