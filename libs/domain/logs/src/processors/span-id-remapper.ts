import { z } from 'zod';
import { defineProcessor } from '../processor.js';
import { scalarText } from '../read-sources.js';
import { remapReserved } from '../remap-reserved.js';

/** Ties a log to a span. */
export const processor = defineProcessor({
  type: 'span-id-remapper',
  summary:
    'Makes an attribute the id of the span that the log belongs to, as it is written; the attribute goes. The first span id remapper with a source wins.',
  config: z.object({ sources: z.array(z.string().min(1)).min(1).default(['dd.span_id']) }),
  examples: [
    {
      title: 'The attribute that Datadog’s tracing libraries write.',
      config: {},
      log: { attributes: { dd: { span_id: '7103' } } },
      expected: { spanId: '7103', attributes: {} },
    },
  ],
  compile: ({ sources }) =>
    remapReserved({
      attribute: 'spanId',
      sources,
      removesSource: true,
      set: (log, value) => {
        const text = scalarText(value);
        if (text !== undefined) log.spanId = text;
        return text !== undefined;
      },
    }),
});
