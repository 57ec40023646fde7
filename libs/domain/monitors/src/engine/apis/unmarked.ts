import type { ApiBody } from '../../api-body.js';
import type { Difference } from '../../difference.js';
import { diffContent } from './owner-mark.js';
import { parseData } from './parse-answer.js';

/** Objects that have no place for an owner are sent as they are. */
export function markNothing(body: ApiBody): ApiBody {
  return body;
}

/** Objects that have no place for an owner name none. */
export function ownersNowhere(): readonly string[] {
  return [];
}

/** Where what stands below `data` in a body is not so in the object. */
export function diffUnmarked(desired: ApiBody, observed: ApiBody): readonly Difference[] {
  return diffContent(parseData(desired) ?? {}, observed);
}
