import type { ObjectApi } from './object-api.js';
import { parseData, toId } from './parse-answer.js';
import { restCalls } from './rest-calls.js';
import { diffUnmarked, markNothing, ownersNowhere } from './unmarked.js';

/** Notebooks. */
export const notebookApi: ObjectApi = {
  ...restCalls('/api/v1/notebooks', 'PUT'),
  type: 'notebook',
  parse: parseData,
  idOf: (object) => toId(object),
  mark: markNothing,
  ownersOf: ownersNowhere,
  // what the server adds cannot be told from what the body had
  hidesChanges: () => true,
  diff: diffUnmarked,
};
