import { matchesLabels, parseLabelSelector } from '@dogwatch/scaling';
import { objectAt, textAt } from '../json/json.js';
import { badRequest } from './failure.js';
import type { Outcome } from './failure.js';
import type { StoredObject } from './object-store.js';

/** What the query's labelSelector and fieldSelector (metadata.name and metadata.namespace) select. */
export function parseSelection(query: URLSearchParams): Outcome<(object: StoredObject) => boolean> {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  if (!labels.ok) return badRequest(labels.message);
  const fieldSelector = query.get('fieldSelector') ?? '';
  const fields = [...fieldSelector.matchAll(/(?:^|,)metadata\.(name|namespace)(==?|!=)([^,=!]*)/g)];
  if (fields.map(([term]) => term).join('') !== fieldSelector) {
    return badRequest(
      `Unable to find field of "${fieldSelector}": only metadata.name and metadata.namespace can be selected`,
    );
  }
  const hasFields = (object: StoredObject): boolean =>
    fields.every(
      ([, key = '', operator, value]) => (textAt(object, 'metadata', key) === value) === (operator !== '!='),
    );
  return { ok: true, value: (object) => hasFields(object) && matchesLabels(labels.selector, labelsOf(object)) };
}

function labelsOf(object: StoredObject): Readonly<Record<string, string>> {
  const labels = Object.entries(objectAt(object, 'metadata', 'labels'));
  return Object.fromEntries(labels.map(([key, value]) => [key, String(value)]));
}
