import { z } from 'zod';
import { defineProcessor } from '../processor.js';
import { scalarText } from '../read-sources.js';
import { remapReserved } from '../remap-reserved.js';

/** Sets the service of a log. */
export const processor = defineProcessor({
  type: 'service-remapper',
  summary: 'Makes an attribute the service of the log. The first service remapper with a source wins.',
  config: z.object({ sources: z.array(z.string().min(1)).min(1) }),
  examples: [
    {
      title: 'The attribute stays.',
      config: { sources: ['app.name'] },
      log: { service: 'agent', attributes: { app: { name: 'shop' } } },
      expected: { service: 'shop', attributes: { app: { name: 'shop' } } },
    },
  ],
  compile: ({ sources }) =>
    remapReserved({
      attribute: 'service',
      sources,
      removesSource: false,
      set: (log, value) => {
        const text = scalarText(value);
        if (text === undefined || text === '') return false;
        log.service = text;
        return true;
      },
    }),
});
