import { z } from 'zod';
import { parsePath, readPath, writePath } from '../../path.js';
import type { RunProcessor } from '../../processor.js';

/** The fields of the operation `length`. */
export const lengthConfig = z.object({
  type: z.literal('length'),
  source: z.string().min(1),
  target: z.string().min(1),
});

/** Writes how many elements an array has. */
export function compileLength(config: z.output<typeof lengthConfig>): RunProcessor {
  const source = parsePath(config.source);
  const target = parsePath(config.target);
  return ({ attributes }) => {
    const value = readPath(attributes, source);
    if (value === undefined) return 'NoSource';
    if (!Array.isArray(value)) return 'InvalidValue';
    writePath(attributes, target, value.length);
    return 'Applied';
  };
}
