import { z } from 'zod';
import { defineProcessor } from '../processor.js';
import { scalarText } from '../read-sources.js';
import { remapReserved } from '../remap-reserved.js';

/** Ties a log to a trace. */
export const processor = defineProcessor({
  type: 'trace-id-remapper',
  summary:
    'Makes an attribute the id of the trace that the log belongs to, as it is written; the attribute goes. The first trace id remapper with a source wins.',
  config: z.object({ sources: z.array(z.string().min(1)).min(1).default(['dd.trace_id']) }),
  examples: [
    {
      title: 'The attribute that Datadog’s tracing libraries write.',
      config: {},
      log: { attributes: { dd: { trace_id: '7103' } } },
      expected: { traceId: '7103', attributes: {} },
    },
  ],
  compile: ({ sources }) =>
    remapReserved({
      attribute: 'traceId',
      sources,
      removesSource: true,
      set: (log, value) => {
        const text = scalarText(value);
        if (text !== undefined) log.traceId = text;
        return text !== undefined;
      },
    }),
});
