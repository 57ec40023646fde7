import { type ApiBody, isObject } from '../../api-body.js';
import type { ObjectApi } from './object-api.js';
import { unmarkedV2Api } from './unmarked.js';

/** Downtimes. One that was cancelled can still be read. */
export const downtimeApi: ObjectApi = {
  ...unmarkedV2Api('/api/v2/downtime'),
  type: 'downtime',
  isGone: (object) => statusOf(object) === 'canceled',
};

function statusOf({ attributes }: ApiBody): unknown {
  return isObject(attributes) ? attributes['status'] : undefined;
}
