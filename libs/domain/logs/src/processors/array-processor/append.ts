import { z } from 'zod';
import { type AttributeValue, copyValue } from '../../log.js';
import { parsePath, readPath, removePath, writePath } from '../../path.js';
import type { RunProcessor } from '../../processor.js';

/** The fields of the operation `append`. */
export const appendConfig = z.object({
  type: z.literal('append'),
  source: z.string().min(1),
  target: z.string().min(1),
  preserve_source: z.boolean().default(true).describe('False: the value moves.'),
});

/** Appends a value to an array; a target that is no array becomes one. */
export function compileAppend(config: z.output<typeof appendConfig>): RunProcessor {
  const source = parsePath(config.source);
  const target = parsePath(config.target);
  return ({ attributes }) => {
    const value = readPath(attributes, source);
    if (value === undefined) return 'NoSource';
    const item = config.preserve_source ? copyValue(value) : value;
    if (!config.preserve_source) removePath(attributes, source);
    writePath(attributes, target, appended(readPath(attributes, target), item));
    return 'Applied';
  };
}

function appended(present: AttributeValue | undefined, item: AttributeValue): AttributeValue[] {
  if (!Array.isArray(present)) return present === undefined ? [item] : [present, item];
  present.push(item);
  return present;
}
