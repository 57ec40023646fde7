import { refuse, succeed, type Outcome } from '../outcome.js';

/** One term of a search: `key:value`, `key:(a OR b)`, or a text without a key; a minus before it excludes. */
export interface SearchTerm {
  readonly key: string | undefined;
  /** Any of them, in lower case. */
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

const term = /(-?)(?:([A-Za-z_]+):)?(?:"([^"]*)"|\(([^)]*)\)|([^\s()]+))/y;
const statuses = new Set(['alert', 'ignored', 'no data', 'ok', 'skipped', 'unknown', 'warn']);

/** Reads the query of a search; all terms must hold. A status that there is not is refused in Datadog's words. */
export function parseSearchQuery(text: string): Outcome<readonly SearchTerm[]> {
  const terms: SearchTerm[] = [];
  let rest = text.trim();
  while (rest !== '') {
    term.lastIndex = 0;
    const found = term.exec(rest);
    if (found === null) {
      return refuse('Syntax', `Query parsing error: cannot read '${rest}'`);
    }
    terms.push(toTerm(found));
    rest = rest.slice(found[0].length).trimStart();
  }
  const wrong = terms.filter(({ key }) => isStatusKey(key)).flatMap(({ values }) => values.find(isNoStatus) ?? []);
  return wrong[0] === undefined
    ? succeed(terms)
    : refuse('Syntax', `Query parsing error: '${wrong[0]}' is not a valid monitor status`);
}

function toTerm([, minus, key, quoted, list, word]: RegExpExecArray): SearchTerm {
  const values = list === undefined ? [quoted ?? word ?? ''] : list.split(/\s+OR\s+/);
  return {
    key: key?.toLowerCase(),
    values: values.map((value) => value.trim().replaceAll('"', '').toLowerCase()),
    isExcluded: minus === '-',
  };
}

function isStatusKey(key: string | undefined): boolean {
  return key === 'status' || key === 'group_status';
}

function isNoStatus(value: string): boolean {
  return !statuses.has(value);
}
