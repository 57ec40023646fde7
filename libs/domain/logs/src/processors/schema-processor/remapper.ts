import { z } from 'zod';
import { valueFormats } from '../../cast-value.js';
import type { CompileContext, RunProcessor } from '../../processor.js';
import { processor as attributeRemapper } from '../attribute-remapper.js';

/** The fields of a `schema-remapper`. */
export const schemaRemapperConfig = z.object({
  type: z.literal('schema-remapper'),
  name: z.string().default('schema-remapper'),
  sources: z.array(z.string().min(1)).min(1),
  target: z.string().min(1),
  target_format: z.enum(valueFormats).default('auto'),
  preserve_source: z.boolean().default(false),
  override_on_conflict: z.boolean().default(false),
});

/** Maps an attribute to one of the schema: an attribute remapper that knows no tags. */
export function compileSchemaRemapper(
  config: z.output<typeof schemaRemapperConfig>,
  context: CompileContext,
): RunProcessor {
  const { sources, target, target_format, preserve_source, override_on_conflict } = config;
  const remapping = { sources, target, target_format, preserve_source, override_on_conflict };
  return attributeRemapper.compile(remapping, context);
}
