import { isJsonObject, objectAt, textsAt, valueAt } from './json.js';
import type { JsonObject } from './json.js';

/** One field that is wrong, as in `details.causes` of a Status. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** `value` without the fields that the schema does not know, and with its defaults. */
export function pruneBySchema(schema: JsonObject, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => pruneBySchema(objectAt(schema, 'items'), item));
  if (!isJsonObject(value) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  const known = objectAt(schema, 'properties');
  const others = schema['additionalProperties'];
  const kept = Object.entries(value).flatMap(([key, field]) => {
    const of = known[key] ?? others;
    return isJsonObject(of) ? [[key, pruneBySchema(of, field)]] : [];
  });
  const defaults = Object.entries(known).flatMap(([key, of]) => {
    const fallback = valueAt(of, 'default');
    return fallback === undefined || key in value ? [] : [[key, fallback]];
  });
  return Object.fromEntries([...kept, ...defaults]);
}

/** What is wrong with `value`, in the words of the API server; nothing if it fits. */
export function checkBySchema(schema: JsonObject, value: unknown, field: string): readonly Cause[] {
  if (value === null && schema['nullable'] === true) return [];
  const type = toType(value);
  if (!hasType(schema, type)) return [mismatch(field, schema['type'], type, type)];
  const own = checkEnum(schema, value, field) ?? checkFormat(schema, value, field);
  if (own !== undefined) return [own];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => checkBySchema(objectAt(schema, 'items'), item, `${field}[${index}]`));
  }
  return isJsonObject(value) ? checkFields(schema, value, field) : [];
}

function checkFields(schema: JsonObject, value: JsonObject, field: string): readonly Cause[] {
  const known = objectAt(schema, 'properties');
  const others = objectAt(schema, 'additionalProperties');
  const at = (key: string): string => (field === '' ? key : `${field}.${key}`);
  const missing = textsAt(schema, 'required').filter((key) => !(key in value));
  return [
    ...missing.map((key) => ({ reason: 'FieldValueRequired', message: 'Required value', field: at(key) })),
    ...Object.entries(value).flatMap(([key, item]) => {
      const of = known[key] ?? others;
      return isJsonObject(of) ? checkBySchema(of, item, at(key)) : [];
    }),
  ];
}

function toType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function hasType(schema: JsonObject, type: string): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return type === 'integer' || type === 'string';
  const wanted = schema['type'];
  return wanted === undefined || wanted === type || (wanted === 'number' && type === 'integer');
}

function mismatch(field: string, wanted: unknown, found: string, type: string): Cause {
  const message = `Invalid value: "${found}": ${field} in body must be of type ${String(wanted)}: "${type}"`;
  return { reason: 'FieldValueTypeInvalid', message, field };
}

function checkEnum(schema: JsonObject, value: unknown, field: string): Cause | undefined {
  const allowed = schema['enum'];
  if (!Array.isArray(allowed) || allowed.includes(value)) return undefined;
  const list = allowed.map((item) => JSON.stringify(item)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

function checkFormat(schema: JsonObject, value: unknown, field: string): Cause | undefined {
  if (schema['format'] !== 'date-time' || typeof value !== 'string' || !Number.isNaN(Date.parse(value)))
    return undefined;
  return { ...mismatch(field, 'date-time', value, value), reason: 'FieldValueInvalid' };
}
