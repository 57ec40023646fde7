import { isJsonObject, type JsonObject, listAt, objectAt, textAt, valueAt } from './json.js';

/** One field that is wrong, as in `details.causes` of a Status. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** `value` without the fields that the schema does not know. */
export function pruneBySchema(schema: JsonObject, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => pruneBySchema(objectAt(schema, 'items'), item));
  if (!isJsonObject(value) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  const kept = Object.entries(value).filter(([key]) => schemaOf(schema, key) !== undefined);
  return Object.fromEntries(kept.map(([key, field]) => [key, pruneBySchema(schemaOf(schema, key) ?? {}, field)]));
}

/** What is wrong with `value`, in the words of the API server; nothing if it fits. */
export function checkBySchema(schema: JsonObject, value: unknown, field: string): readonly Cause[] {
  if (value === null && schema['nullable'] === true) return [];
  const own = checkType(schema, value, field) ?? checkText(schema, value, field);
  if (own !== undefined) return [own];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => checkBySchema(objectAt(schema, 'items'), item, `${field}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  const at = (key: string): string => (field === '' ? key : `${field}.${key}`);
  const missing = listAt(schema, 'required').filter((key) => !(String(key) in value));
  return [
    ...missing.map((key) => ({ reason: 'FieldValueRequired', message: 'Required value', field: at(String(key)) })),
    ...Object.entries(value).flatMap(([key, item]) => checkBySchema(schemaOf(schema, key) ?? {}, item, at(key))),
  ];
}

function schemaOf(schema: JsonObject, key: string): JsonObject | undefined {
  const found = valueAt(schema, 'properties', key) ?? schema['additionalProperties'];
  return isJsonObject(found) ? found : undefined;
}

function checkType(schema: JsonObject, value: unknown, field: string): Cause | undefined {
  const type = typeOf(value);
  const wanted = schema['x-kubernetes-int-or-string'] === true ? 'integer,string' : textAt(schema, 'type') || type;
  if (wanted.split(',').includes(type) || (type === 'integer' && wanted === 'number')) return undefined;
  const message = `Invalid value: "${type}": ${field} in body must be of type ${wanted}: "${type}"`;
  return { reason: 'FieldValueTypeInvalid', message, field };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function checkText(schema: JsonObject, value: unknown, field: string): Cause | undefined {
  const allowed = listAt(schema, 'enum');
  if (allowed.length > 0 && !allowed.includes(value)) {
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.join(', ')}`;
    return { reason: 'FieldValueNotSupported', message, field };
  }
  if (schema['format'] !== 'date-time' || !Number.isNaN(Date.parse(String(value)))) return undefined;
  const message = `Invalid value: "${String(value)}": ${field} in body must be of type date-time`;
  return { reason: 'FieldValueInvalid', message, field };
}
