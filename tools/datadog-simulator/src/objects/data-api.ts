import { type JsonObject, toJsonObject } from '../json-object.js';
import type { ObjectKind, StoredObject } from './object-store.js';

/** Kind of the objects that have their members below `attributes` and come below `data`. */
export function dataKind(
  type: string,
  toId: ObjectKind['toId'],
  toAttributes: (nowMillis: number, attributes: JsonObject) => JsonObject,
): ObjectKind {
  return {
    toId,
    toDefaults: (nowMillis, { attributes }) => ({
      type,
      attributes: {
        ...toAttributes(nowMillis, toJsonObject(attributes)),
        created: new Date(nowMillis).toISOString(),
      },
    }),
    toTouched: (nowMillis) => ({ attributes: { modified: new Date(nowMillis).toISOString() } }),
    kept: ['id'],
  };
}

/** Type and attributes in a body of the form `{data: {type, attributes}}`. */
export function toDataFields({ data }: JsonObject): JsonObject {
  const { attributes, type } = toJsonObject(data);
  return { ...(typeof type === 'string' && { type }), attributes: toJsonObject(attributes) };
}

/** The body for one object. */
export function toDataAnswer(object: StoredObject): JsonObject {
  return { data: object };
}

/** Refuses a body whose attributes lack one of these members. */
export function requireAttributes(...names: readonly string[]): (body: JsonObject) => string | undefined {
  return (body) => {
    const { attributes } = toDataFields(body);
    const missing = names.find((name) => toJsonObject(attributes)[name] === undefined);
    return missing && `Invalid payload: data.attributes.${missing} is required`;
  };
}
