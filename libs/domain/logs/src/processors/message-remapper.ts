import { z } from 'zod';
import { defineProcessor } from '../processor.js';
import { scalarText } from '../read-sources.js';
import { remapReserved } from '../remap-reserved.js';

/** Sets the message of a log. */
export const processor = defineProcessor({
  type: 'message-remapper',
  summary:
    'Makes an attribute the message of the log; the attribute goes. `message` names an attribute that was extracted, never the message itself. The first message remapper with a source wins.',
  config: z.object({
    sources: z.array(z.string().min(1)).min(1).default(['msg']),
    override_on_conflict: z.boolean().optional().describe('Has no effect; integrations state it.'),
  }),
  examples: [
    {
      title: 'The part of a line that people read.',
      config: { sources: ['text'] },
      log: { message: '12:00 INFO started', attributes: { text: 'started', level: 'INFO' } },
      expected: { message: 'started', attributes: { level: 'INFO' } },
    },
    {
      title: 'Without the attribute the message stays.',
      config: { sources: ['message'] },
      log: { message: 'started' },
      expected: { message: 'started' },
    },
  ],
  compile: ({ sources }) =>
    remapReserved({
      attribute: 'message',
      sources,
      removesSource: true,
      set: (log, value) => {
        const text = scalarText(value);
        if (text !== undefined) log.message = text;
        return text !== undefined;
      },
    }),
});
