import { toTexts } from '../../api-body.js';
import { isSameSet } from '../../difference.js';
import type { ObjectApi } from './object-api.js';
import { diffContent, markTags, ownersInTags } from './owner-mark.js';
import { parsePlain, toId } from './parse-answer.js';
import { restCalls } from './rest-calls.js';

const tests = '/api/v1/synthetics/tests';

const isSameTexts = (left: unknown, right: unknown): boolean => isSameSet(toTexts(left), toTexts(right));

/** Synthetic tests of one kind; they are deleted through one call for many. */
export function syntheticsTestApi(kind: 'api' | 'browser'): ObjectApi {
  return {
    ...restCalls(`${tests}/${kind}`, 'PUT'),
    type: `synthetics_${kind}_test`,
    remove: (id) => ({
      method: 'POST',
      path: `${tests}/delete`,
      endpoint: `POST ${tests}/delete`,
      body: { public_ids: [id] },
    }),
    parse: parsePlain,
    idOf: (object) => toId(object, 'public_id'),
    mark: markTags,
    ownersOf: ownersInTags,
    // what the server adds cannot be told from what the body had
    hidesChanges: () => true,
    diff: (desired, observed) => diffContent(desired, observed, { tags: isSameTexts }),
  };
}
