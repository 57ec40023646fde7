import { z } from 'zod';
import { defineProcessor } from '../processor.js';
import { remapReserved } from '../remap-reserved.js';
import { toLogStatus } from '../status.js';

/** Sets the status of a log. */
export const processor = defineProcessor({
  type: 'status-remapper',
  summary:
    'Makes an attribute the status of the log: a syslog severity from 0 to 7, or a text by how it begins. The first status remapper with a source wins.',
  config: z.object({ sources: z.array(z.string().min(1)).min(1) }),
  examples: [
    {
      title: 'A level as a logger writes it.',
      config: { sources: ['level'] },
      log: { attributes: { level: 'WARNING' } },
      expected: { status: 'warn', attributes: { level: 'WARNING' } },
    },
    {
      title: 'A syslog severity.',
      config: { sources: ['syslog.severity'] },
      log: { attributes: { syslog: { severity: 3 } } },
      expected: { status: 'error', attributes: { syslog: { severity: 3 } } },
    },
  ],
  compile: ({ sources }) =>
    remapReserved({
      attribute: 'status',
      sources,
      removesSource: false,
      set: (log, value) => {
        const status = toLogStatus(value);
        if (status !== undefined) log.status = status;
        return status !== undefined;
      },
    }),
});
