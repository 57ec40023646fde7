import type { Resource } from '@dogwatch/kube';
import type { JsonObject } from '../json/json.js';
import type { Cause } from '../json/structural-schema.js';

/** Ends a request with a Status (v1), worded as by the API server. Thrown: whoever finds a reason ends the whole request. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor(code: number, reason: string, message: string, details: JsonObject = {}) {
    super(message);
    this.code = code;
    const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
    this.status = { ...base, message, reason, details, code };
  }
}

/** The object that a refusal is about. */
export interface Subject {
  readonly resource: Resource<unknown>;
  readonly name: string;
}

/** A refusal about one object; `toMessage` gets the object as messages name it. */
export function refuseObject(
  code: number,
  reason: string,
  { resource: { group, plural }, name }: Subject,
  toMessage: (object: string) => string,
): Refusal {
  const inGroup = group === '' ? {} : { group };
  const object = [plural, ...Object.values(inGroup)].join('.') + (name === '' ? '' : ` "${name}"`);
  return new Refusal(code, reason, toMessage(object), { name, ...inGroup, kind: plural });
}

/** 404: the object is not there. */
export function notFound(subject: Subject): Refusal {
  return refuseObject(404, 'NotFound', subject, (object) => `${object} not found`);
}

/** 422: fields are wrong; each is a cause. */
export function invalid({ resource: { group, kind }, name }: Subject, causes: readonly Cause[]): Refusal {
  const list = causes.map(({ field, message }) => `${field}: ${message}`).join(', ');
  return new Refusal(422, 'Invalid', `${kind} "${name}" is invalid: ${list}`, { name, group, kind, causes });
}
