import { z } from 'zod';
import { compileFilterField, reportUnreachable } from '../filter-field.js';
import { parsePath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';

const config = z.object({
  target: z.string().min(1).describe('Is replaced by the name of the category.'),
  categories: z
    .array(
      z.object({
        name: z.string().min(1),
        filter: z.object({ query: z.string().describe('In the syntax of the [log search](log-search.md).') }),
      }),
    )
    .min(1),
});

/** Names what a log is. */
export const processor = defineProcessor({
  type: 'category-processor',
  summary: 'Writes the name of the first category whose search query the log matches, over what the target holds.',
  config,
  examples: [
    {
      title: 'The first match counts.',
      config: {
        target: 'http.class',
        categories: [
          { name: 'fine', filter: { query: '@http.status_code:[200 TO 399]' } },
          { name: 'missing', filter: { query: '@http.status_code:404' } },
          { name: 'failed', filter: { query: '@http.status_code:>=400' } },
        ],
      },
      log: { attributes: { http: { status_code: 404, class: 'unknown' } } },
      expected: { attributes: { http: { status_code: 404, class: 'missing' } } },
    },
    {
      title: 'A log of no category stays as it is.',
      config: { target: 'team', categories: [{ name: 'shop', filter: { query: 'service:web env:prod' } }] },
      log: { service: 'web', tags: ['env:test'] },
      expected: { service: 'web', tags: ['env:test'] },
    },
  ],
  compile: (options, context) => {
    const target = parsePath(options.target);
    reportUnreachable(options.categories, context);
    const categories = options.categories.map(({ name, filter: { query } }, index) => ({
      name,
      matches: compileFilterField({ text: query, field: `.categories[${index}].filter.query` }, context),
    }));
    return (log, notes) => {
      for (const { name, matches } of categories) {
        if (!matches(log)) continue;
        notes?.note(`the category is ${name}`);
        writePath(log.attributes, target, name);
        return 'Applied';
      }
      return 'NoCategory';
    };
  },
});
