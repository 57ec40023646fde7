import type { ObjectApi } from './object-api.js';
import { unmarkedApi } from './unmarked.js';

/** Notebooks. */
export const notebookApi: ObjectApi = {
  ...unmarkedApi('/api/v1/notebooks', 'PUT'),
  type: 'notebook',
};
