import { z } from 'zod';
import { compileFilterField, reportUnreachable } from '../../filter-field.js';
import { type Attributes, copyValue } from '../../log.js';
import { type AttributePath, parsePath, readPath, writePath } from '../../path.js';
import type { CompileContext, RunProcessor } from '../../processor.js';
import { scalarText } from '../../read-sources.js';
import type { LogOutcome } from '../../reasons.js';

/** The fields of a `schema-category-mapper`. */
export const schemaCategoryMapperConfig = z.object({
  type: z.literal('schema-category-mapper'),
  name: z.string().default('schema-category-mapper'),
  categories: z
    .array(
      z.object({
        filter: z.object({ query: z.string().describe('In the syntax of the [log search](log-search.md).') }),
        name: z.string().min(1),
        id: z.int(),
      }),
    )
    .min(1),
  targets: z.object({ name: z.string().min(1), id: z.string().min(1) }),
  fallback: z
    .object({
      values: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
      sources: z.record(z.string(), z.array(z.string().min(1))).default({}),
    })
    .optional(),
});

type Config = z.output<typeof schemaCategoryMapperConfig>;

/** Writes name and id of the first category that the log matches; a fallback puts a value of the log in the name's place. */
export function compileSchemaCategoryMapper(config: Config, context: CompileContext): RunProcessor {
  const categories = config.categories.map(({ filter, name, id }, index) => ({
    matches: compileFilterField({ text: filter.query, field: `.categories[${index}].filter.query` }, context),
    name,
    id,
  }));
  reportUnreachable(config.categories, context);
  const target = { name: parsePath(config.targets.name), id: parsePath(config.targets.id) };
  const applyFallback = compileFallback(config.fallback);
  return (log, notes) => {
    let outcome: LogOutcome = 'NoCategory';
    for (const { matches, name, id } of categories) {
      if (!matches(log)) continue;
      notes?.note(`the category is ${name} (${id})`);
      writePath(log.attributes, target.name, name);
      writePath(log.attributes, target.id, id);
      outcome = 'Applied';
      break;
    }
    if (!applyFallback(log.attributes)) return outcome;
    notes?.note('the fallback applies');
    return 'Applied';
  };
}

function compileFallback(fallback: Config['fallback']): (attributes: Attributes) => boolean {
  if (!fallback) return () => false;
  const triggers = Object.entries(fallback.values).map(([path, text]) => ({ path: parsePath(path), text }));
  const siblings = Object.entries(fallback.sources).map(([path, sources]) => ({
    path: parsePath(path),
    sources: sources.map(parsePath),
  }));
  return (attributes) => {
    for (const { path, text } of triggers) {
      if (scalarText(readPath(attributes, path)) !== text) continue;
      let isFilled = false;
      for (const sibling of siblings) isFilled = fill(attributes, sibling.path, sibling.sources) || isFilled;
      return isFilled;
    }
    return false;
  };
}

function fill(attributes: Attributes, path: AttributePath, sources: readonly AttributePath[]): boolean {
  for (const source of sources) {
    const value = readPath(attributes, source);
    if (value === undefined) continue;
    writePath(attributes, path, copyValue(value));
    return true;
  }
  return false;
}
