import { z } from 'zod';
import { type Attributes, type AttributeValue, copyValue, isAttributes } from '../../log.js';
import { type AttributePath, parsePath, readPath, writePath } from '../../path.js';
import type { RunProcessor } from '../../processor.js';
import { scalarText } from '../../read-sources.js';

/** The fields of the operation `key-value`. */
export const keyValueConfig = z.object({
  type: z.literal('key-value'),
  source: z.string().min(1),
  target: z.string().min(1).optional().describe('Without it, the root of the attributes.'),
  key_to_extract: z.string().min(1).describe('Where an object holds its name.'),
  value_to_extract: z.string().min(1).describe('Where it holds its value.'),
  override_on_conflict: z.boolean().default(false),
});

/** Makes attributes of the elements of an array that hold a name and a value each, below the target or at the root. */
export function compileKeyValue(config: z.output<typeof keyValueConfig>): RunProcessor {
  const source = parsePath(config.source);
  const prefix = config.target === undefined ? '' : `${config.target}.`;
  const pair = { key: parsePath(config.key_to_extract), value: parsePath(config.value_to_extract) };
  return ({ attributes }) => {
    const elements = readPath(attributes, source);
    if (elements === undefined) return 'NoSource';
    if (!Array.isArray(elements)) return 'InvalidValue';
    let conflicts = 0;
    let written = 0;
    for (const element of elements) {
      const key = readKey(element, pair.key);
      const value = isAttributes(element) ? readPath(element, pair.value) : undefined;
      if (key === undefined || value === undefined) continue;
      if (writePair(attributes, `${prefix}${key}`, value, config.override_on_conflict)) written += 1;
      else conflicts += 1;
    }
    if (written > 0) return 'Applied';
    return conflicts > 0 ? 'TargetExists' : 'InvalidValue';
  };
}

function readKey(element: AttributeValue, path: AttributePath): string | undefined {
  const key = isAttributes(element) ? scalarText(readPath(element, path)) : undefined;
  return key === '' ? undefined : key;
}

function writePair(attributes: Attributes, name: string, value: AttributeValue, overrides: boolean): boolean {
  const path = parsePath(name);
  if (!overrides && readPath(attributes, path) !== undefined) return false;
  writePath(attributes, path, copyValue(value));
  return true;
}
