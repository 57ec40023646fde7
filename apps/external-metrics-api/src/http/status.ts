import type { Status, StatusDetails } from './api-objects.js';

/** A failure as Kubernetes words it. The order of the keys is that of the wire. */
export function toStatus(code: number, reason: string, message: string, details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** 401: the same for every refused credential, so that it tells an attacker nothing. */
export const unauthorized: Status = toStatus(401, 'Unauthorized', 'Unauthorized');

/** 404 for a path that is not served. */
export const pathNotFound: Status = toStatus(404, 'NotFound', 'the server could not find the requested resource', {});

/** 400. */
export function badRequest(message: string): Status {
  return toStatus(400, 'BadRequest', message);
}

/** 400 for a request target that is no path, or whose percent-encoding is broken. */
export const badTarget: Status = badRequest('the request target is not a valid path');

/** 422 for a parameter that does not fit another. */
export function invalidParameter(field: string, message: string): Status {
  return toStatus(422, 'Invalid', `${field}: ${message}`, {
    causes: [{ reason: 'FieldValueForbidden', message, field }],
  });
}

/** 405 for a verb on a metric. */
export function verbNotSupported(verb: string, group: string, kind: string): Status {
  const message = `${verb} is not supported on resources of kind "${kind}.${group}"`;
  return toStatus(405, 'MethodNotAllowed', message, { group, kind });
}

/** 405 for a method on a path that is no resource. */
export function methodNotAllowed(method: string, path: string): Status {
  return toStatus(405, 'MethodNotAllowed', `${method} is not allowed on ${path}; use GET`, {});
}

/** 406 with the media types that would do. */
export function notAcceptable(accepted: readonly string[]): Status {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return toStatus(406, 'NotAcceptable', message);
}

/** 500 in the words of the Kubernetes API machinery; the plain text of the error is the only cause. */
export function internalError(message: string): Status {
  return toStatus(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}
