import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSubjectIndex, isSubscribable } from './subject-index.js';

// the definition, token by token
function matches(pattern: readonly string[], subject: readonly string[]): boolean {
  const [first, ...patternRest] = pattern;
  const [token, ...subjectRest] = subject;
  if (first === undefined || token === undefined) return first === token;
  return first === '>' || ((first === '*' || first === token) && matches(patternRest, subjectRest));
}

const token = fc.constantFrom('a', 'b', 'c');
const subject = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(token, fc.constant('*')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([tokens, open]) => [...tokens, ...(open ? ['>'] : [])].join('.'));

describe('the subject index', () => {
  test('finds exactly the subjects that match by definition', () => {
    fc.assert(
      fc.property(fc.uniqueArray(pattern), subject, (patterns, wanted) => {
        const index = createSubjectIndex<string>();
        for (const each of patterns) index.add(each, each);
        const expected = patterns.filter((each) => matches(each.split('.'), wanted.split('.')));
        expect(index.match(wanted).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  test('forgets what was removed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { minLength: 1 }), subject, (patterns, wanted) => {
        const index = createSubjectIndex<string>();
        for (const each of patterns) index.add(each, each);
        const [first = '', ...rest] = patterns;
        index.remove(first, first);
        const expected = rest.filter((each) => matches(each.split('.'), wanted.split('.')));
        expect(index.match(wanted).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  test('knows what can be subscribed to', () => {
    expect(['a', 'a.*', '*.a.>', '>', 'a*.b'].filter(isSubscribable)).toHaveLength(5);
    expect(['', 'a.', '.a', 'a..b', '>.a'].filter(isSubscribable)).toEqual([]);
  });
});
