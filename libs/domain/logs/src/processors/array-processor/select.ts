import { z } from 'zod';
import { compileElementFilter } from '../../filter/compile-filter.js';
import { type Attributes, type AttributeValue, copyValue, isAttributes } from '../../log.js';
import { parsePath, readPath, writePath } from '../../path.js';
import type { CompileContext, RunProcessor } from '../../processor.js';
import { reportSyntax } from '../../report-syntax.js';

/** The fields of the operation `select`. */
export const selectConfig = z.object({
  type: z.literal('select'),
  source: z.string().min(1),
  target: z.string().min(1),
  filter: z.string().min(1).describe('A [search query](log-search.md); its keys are paths inside the object.'),
  value_to_extract: z.string().min(1).describe('The path inside the object.'),
});

/** Writes a value of the first object of an array that matches a search query on the object's own attributes. */
export function compileSelect(config: z.output<typeof selectConfig>, context: CompileContext): RunProcessor {
  const source = parsePath(config.source);
  const target = parsePath(config.target);
  const wanted = parsePath(config.value_to_extract);
  const filter = compileElementFilter(config.filter);
  if (!filter.ok) {
    reportSyntax(filter, { text: config.filter, field: '.operation.filter' }, context);
    return () => 'NoElement';
  }
  return ({ attributes }) => {
    const elements = readPath(attributes, source);
    if (elements === undefined) return 'NoSource';
    if (!Array.isArray(elements)) return 'InvalidValue';
    const element = findElement(elements, filter.value);
    if (element === undefined) return 'NoElement';
    const value = readPath(element, wanted);
    if (value === undefined) return 'InvalidValue';
    writePath(attributes, target, copyValue(value));
    return 'Applied';
  };
}

function findElement(
  elements: readonly AttributeValue[],
  matches: (element: Attributes) => boolean,
): Attributes | undefined {
  for (const element of elements) if (isAttributes(element) && matches(element)) return element;
  return undefined;
}
