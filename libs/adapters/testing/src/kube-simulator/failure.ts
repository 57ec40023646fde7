import type { JsonObject } from '../json/json.js';
import type { Cause } from '../json/structural-schema.js';
import type { ResourceType } from './resource-type.js';

/** A refusal as the API server words it. */
export interface Failure {
  readonly ok: false;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: JsonObject;
}

/** What an operation of the simulator gives. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

/** A refusal with a reason of the caller's choice. */
export function failure(code: number, reason: string, message: string, details?: JsonObject): Failure {
  return { ok: false, code, reason, message, ...(details === undefined ? {} : { details }) };
}

/** 404: the object is not there. */
export function notFound(resource: ResourceType, name: string): Failure {
  return ofObject(404, 'NotFound', resource, name)(`${qualified(resource)} "${name}" not found`);
}

/** 409: the name is taken. */
export function alreadyExists(resource: ResourceType, name: string): Failure {
  return ofObject(409, 'AlreadyExists', resource, name)(`${qualified(resource)} "${name}" already exists`);
}

/** 409: somebody else was faster, or a precondition does not hold. */
export function conflict(resource: ResourceType, name: string, why: string): Failure {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`;
  return ofObject(409, 'Conflict', resource, name)(message);
}

/** 422: fields are wrong; each is a cause. */
export function invalid(resource: ResourceType, name: string, causes: readonly Cause[]): Failure {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const details = { name, group: resource.group, kind: resource.kind, causes };
  return failure(422, 'Invalid', `${kind} "${name}" is invalid: ${list}`, details);
}

/** 400: the request itself makes no sense. */
export function badRequest(message: string): Failure {
  return failure(400, 'BadRequest', message);
}

/** 404: there is no such path. */
export function noSuchPath(): Failure {
  return failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** 405: the path does not take this method. */
export function methodNotAllowed(): Failure {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** 410: the version asked for is older than the history that is kept. */
export function expired(message: string): Failure {
  return failure(410, 'Expired', message);
}

/** The `Status` object (v1) that tells a client of a refusal. */
export function toStatus({ code, reason, message, details }: Failure): JsonObject {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason };
  return { ...status, ...(details === undefined ? {} : { details }), code };
}

function qualified({ plural, group }: ResourceType): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function ofObject(code: number, reason: string, { group, plural }: ResourceType, name: string) {
  return (message: string): Failure =>
    failure(code, reason, message, { name, ...(group === '' ? {} : { group }), kind: plural });
}
