import { parseLabelSelector } from '@dogwatch/scaling';
import type { Status } from './api-objects.js';
import type { ResourcePath } from './request-info.js';
import { badRequest, invalidParameter, verbNotSupported } from './status.js';

const integer = /^[+-]?\d{1,18}$/;

/**
 * What the parameters of a read have against it; `undefined` for nothing. Parameters that only make sense for real lists
 * (limit, fieldSelector, ...) and unknown ones are ignored, as API servers do.
 */
export function checkListOptions(parameters: URLSearchParams, target: ResourcePath): Status | undefined {
  if (isWatch(parameters)) return verbNotSupported('watch', target.group, target.resource);
  const selector = parseLabelSelector(parameters.get('labelSelector') ?? '');
  if (!selector.ok) return badRequest(selector.message);
  const timeout = parameters.get('timeoutSeconds') || '0';
  if (!integer.test(timeout)) {
    return badRequest(`timeoutSeconds must be a whole number of seconds, got "${timeout}"`);
  }
  if (isSet(parameters, 'resourceVersionMatch') && !isSet(parameters, 'resourceVersion')) {
    return invalidParameter('resourceVersionMatch', 'is forbidden unless resourceVersion is given');
  }
  return undefined;
}

function isSet(parameters: URLSearchParams, name: string): boolean {
  return (parameters.get(name) ?? '') !== '';
}

/** `watch` alone, or with anything but false, asks for a stream of changes. */
function isWatch(parameters: URLSearchParams): boolean {
  const watch = parameters.get('watch');
  return watch !== null && watch !== '0' && watch.toLowerCase() !== 'false';
}
