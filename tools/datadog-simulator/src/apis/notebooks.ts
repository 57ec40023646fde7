import type { Route } from '../http/route.js';
import { type JsonObject, toJsonObject } from '../json-object.js';
import { owner } from '../monitors/monitor-store.js';
import { dataKind, requireAttributes, toDataFields } from '../objects/data-api.js';
import { listRoute, objectRoutes, removeQuietly, toCount } from '../objects/object-routes.js';
import type { StoredObject } from '../objects/object-store.js';

const collection = '/api/v1/notebooks';

/** Notebooks. */
export const notebookKind = dataKind('notebooks', String, () => ({
  author: owner.creator,
  metadata: { is_template: false, take_snapshots: false, type: null },
  status: 'published',
}));

/** The Notebooks API. */
export const notebooksRoutes: readonly Route[] = [
  ...objectRoutes({
    collection,
    limitName: 'notebook',
    updateMethod: 'PUT',
    storeOf: ({ objects }) => objects.notebooks,
    check: requireAttributes('cells', 'name', 'time'),
    toFields: (body) => withCellIds(toDataFields(body)),
    toAnswer: (notebook) => ({ data: toNotebook(notebook) }),
    toNotFound: () => 'Notebook not found',
    remove: (notebook, { objects }) => removeQuietly(objects.notebooks, notebook),
  }),
  listRoute(collection, 'notebook_list', (parameters, { objects }) => {
    const notebooks = objects.notebooks.list();
    const start = toCount(parameters, 'start', 0);
    const page = notebooks.slice(start, start + toCount(parameters, 'count', 100));
    const counts = { total_count: notebooks.length, total_filtered_count: notebooks.length };
    return { data: page.map(toNotebook), meta: { page: counts } };
  }),
];

/** Its id is a number. */
function toNotebook(notebook: StoredObject): JsonObject {
  return { ...notebook, id: Number(notebook.id) };
}

function withCellIds(fields: JsonObject): JsonObject {
  const attributes = toJsonObject(fields['attributes']);
  const cells: readonly unknown[] = Array.isArray(attributes['cells']) ? attributes['cells'] : [];
  const numbered = cells.map((cell, index) => ({ id: `cell-${index + 1}`, ...toJsonObject(cell) }));
  return { ...fields, attributes: { ...attributes, cells: numbered } };
}
