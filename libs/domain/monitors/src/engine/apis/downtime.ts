import { type ApiBody, isObject } from '../../api-body.js';
import type { ObjectApi } from './object-api.js';
import { parseData, toId } from './parse-answer.js';
import { restCalls } from './rest-calls.js';
import { diffUnmarked, markNothing, ownersNowhere } from './unmarked.js';

const rest = restCalls('/api/v2/downtime', 'PATCH');

/** Downtimes. One that was cancelled can still be read. */
export const downtimeApi: ObjectApi = {
  ...rest,
  type: 'downtime',
  // an update names the object in its body as well
  update: (id, body) => rest.update(id, { ...body, data: { ...parseData(body), id } }),
  parse: parseData,
  idOf: (object) => toId(object),
  mark: markNothing,
  ownersOf: ownersNowhere,
  // what the server adds cannot be told from what the body had
  hidesChanges: () => true,
  diff: diffUnmarked,
  isGone: (object) => statusOf(object) === 'canceled',
};

function statusOf({ attributes }: ApiBody): unknown {
  return isObject(attributes) ? attributes['status'] : undefined;
}
