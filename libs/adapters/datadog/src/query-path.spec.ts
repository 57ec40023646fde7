import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printQueryPath } from './query-path.js';

describe('printQueryPath', () => {
  it('sorts the parameters and escapes as forms do', () => {
    const queries = ["top(avg:a.b{host:x-1,env:*} by {host}, 5, 'mean', 'desc')", 'sum:n{~c:d}!'];
    expect(printQueryPath({ queries, fromSeconds: 10, toSeconds: 310 })).toBe(
      '/api/v1/query?from=10&query=top%28avg%3Aa.b%7Bhost%3Ax-1%2Cenv%3A%2A%7D+by+%7Bhost%7D%2C+5%2C+%27mean%27%2C+%27desc%27%29' +
        '%2Csum%3An%7B~c%3Ad%7D%21&to=310',
    );
  });

  it('says the same to whoever decodes it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }), (units) => {
        const query = String.fromCharCode(...units);
        const path = printQueryPath({ queries: [query], fromSeconds: 1, toSeconds: 2 });
        expect(new URL(path, 'http://h').searchParams.get('query')).toBe(query.toWellFormed());
      }),
    );
  });
});
