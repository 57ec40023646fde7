import { objectAt, textAt } from '../json/json.js';
import { badRequest } from './failure.js';
import type { Outcome } from './failure.js';
import type { StoredObject } from './object-store.js';

type Matcher = (object: StoredObject) => boolean;

const equality = /^([^\s=!,()]+)\s*(==?|!=)\s*([^\s=!,()]*)$/;
const membership = /^([^\s=!,()]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const existence = /^(!?)\s*([^\s=!,()]+)$/;

/** What the query's labelSelector and fieldSelector select; refuses what it cannot read. */
export function parseSelection(query: URLSearchParams): Outcome<Matcher> {
  const labels = parseAll(query.get('labelSelector') ?? '', parseLabelTerm);
  if (!labels.ok) return labels;
  const fields = parseAll(query.get('fieldSelector') ?? '', parseFieldTerm);
  if (!fields.ok) return fields;
  const matchers = [...labels.value, ...fields.value];
  return { ok: true, value: (object) => matchers.every((matches) => matches(object)) };
}

function parseAll(text: string, parse: (term: string) => Matcher | undefined): Outcome<readonly Matcher[]> {
  const terms = text.split(/,(?![^(]*\))/).map((term) => term.trim());
  const matchers: Matcher[] = [];
  for (const term of text.trim() === '' ? [] : terms) {
    const matcher = parse(term);
    if (matcher === undefined) return badRequest(`unable to parse requirement: found '${term}' in '${text}'`);
    matchers.push(matcher);
  }
  return { ok: true, value: matchers };
}

function parseLabelTerm(term: string): Matcher | undefined {
  const [, key, operator = '', operand = ''] = equality.exec(term) ?? membership.exec(term) ?? [];
  if (key === undefined) return parseExistence(term);
  const values = operator.endsWith('in') ? operand.split(',').map((value) => value.trim()) : [operand];
  const isWanted = operator !== '!=' && operator !== 'notin';
  return ({ metadata }) => values.some((value) => objectAt(metadata, 'labels')[key] === value) === isWanted;
}

function parseExistence(term: string): Matcher | undefined {
  const [, not, key] = existence.exec(term) ?? [];
  if (key === undefined) return undefined;
  return ({ metadata }) => key in objectAt(metadata, 'labels') === (not === '');
}

function parseFieldTerm(term: string): Matcher | undefined {
  const [, field, operator, value] = equality.exec(term) ?? [];
  if (field !== 'metadata.name' && field !== 'metadata.namespace') return undefined;
  const key = field === 'metadata.name' ? 'name' : 'namespace';
  return (object) => (textAt(object, 'metadata', key) === value) === (operator !== '!=');
}
