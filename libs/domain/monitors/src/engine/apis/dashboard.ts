import { toTexts } from '../../api-body.js';
import { isSameSet } from '../../difference.js';
import type { ObjectApi } from './object-api.js';
import { diffContent, markDescription, ownersInDescription } from './owner-mark.js';
import { parseObjects, parsePlain, toId } from './parse-answer.js';
import { listCall, restCalls } from './rest-calls.js';

const collection = '/api/v1/dashboard';
const pageSize = 100;

const isSameTexts = (left: unknown, right: unknown): boolean => isSameSet(toTexts(left), toTexts(right));

/**
 * Dashboards. Their tags are for teams alone, so the owner stands in the description. A list has no widgets: a dashboard is
 * read when the list says that it was modified.
 */
export const dashboardApi: ObjectApi = {
  ...restCalls(collection, 'PUT'),
  type: 'dashboard',
  list: {
    pageSize,
    page: (index) => listCall(collection, { count: String(pageSize), start: String(index * pageSize) }),
    owned: () => listCall(collection, {}),
    parse: (body) => parseObjects(parsePlain(body)?.['dashboards']),
    versionField: 'modified_at',
  },
  parse: parsePlain,
  idOf: (object) => toId(object),
  mark: (body, ownerTag) => markDescription(body, ownerTag),
  ownersOf: ownersInDescription,
  // what the server adds cannot be told from what the body had
  hidesChanges: () => true,
  diff: (desired, observed) => diffContent(desired, observed, { notify_list: isSameTexts, tags: isSameTexts }),
};
