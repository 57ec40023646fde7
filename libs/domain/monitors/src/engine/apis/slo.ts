import { toTexts } from '../../api-body.js';
import { isSameSet } from '../../difference.js';
import { requiredTag } from '../../required-tags.js';
import type { ObjectApi } from './object-api.js';
import { diffContent, markTags, ownersInTags } from './owner-mark.js';
import { parseData, parseObjects, toId } from './parse-answer.js';
import { listCall, restCalls } from './rest-calls.js';

const collection = '/api/v1/slo';
const pageSize = 1000;

const isSameTexts = (left: unknown, right: unknown): boolean => isSameSet(toTexts(left), toTexts(right));
const isSameText = (left: unknown, right: unknown): boolean => (left ?? '') === (right ?? '');

/** Service level objectives. */
export const sloApi: ObjectApi = {
  ...restCalls(collection, 'PUT'),
  type: 'slo',
  list: {
    pageSize,
    page: (index) =>
      listCall(collection, {
        tags_query: requiredTag,
        limit: String(pageSize),
        offset: String(index * pageSize),
      }),
    owned: (ownerTag) => listCall(collection, { tags_query: ownerTag, limit: String(pageSize) }),
    parse: (body) => parseObjects(parsePlainData(body)),
  },
  parse: parseData,
  idOf: (object) => toId(object),
  mark: markTags,
  ownersOf: ownersInTags,
  // what the server adds cannot be told from what the body had
  hidesChanges: () => true,
  diff: (desired, observed) =>
    diffContent(desired, observed, { description: isSameText, groups: isSameTexts, tags: isSameTexts }),
};

function parsePlainData(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
}
