import { z } from 'zod';
import { parseDate } from '../dates/parse-date.js';
import { defineProcessor } from '../processor.js';
import { remapReserved } from '../remap-reserved.js';

/** Sets the time of a log. */
export const processor = defineProcessor({
  type: 'date-remapper',
  summary:
    'Makes an attribute the time of the log: milliseconds since 1970 (a number or its digits), ISO 8601, or the date of RFC 3164. The first date remapper with a date wins.',
  config: z.object({
    sources: z.array(z.string().min(1)).min(1),
    override_on_conflict: z.boolean().optional().describe('Has no effect; integrations state it.'),
  }),
  examples: [
    {
      title: 'The first source with a date.',
      config: { sources: ['seen', 'time'] },
      log: { attributes: { seen: 'yesterday', time: '2026-03-01T12:00:00.5+02:00' } },
      expected: {
        timestampMillis: Date.UTC(2026, 2, 1, 10, 0, 0, 500),
        attributes: { seen: 'yesterday', time: '2026-03-01T12:00:00.5+02:00' },
      },
    },
  ],
  compile: ({ sources }, { environment }) =>
    remapReserved({
      attribute: 'date',
      sources,
      removesSource: false,
      set: (log, value) => {
        const millis = parseDate(value, environment);
        if (millis !== undefined) log.timestampMillis = millis;
        return millis !== undefined;
      },
    }),
});
