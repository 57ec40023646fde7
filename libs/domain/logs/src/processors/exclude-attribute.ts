import { z } from 'zod';
import { parsePath, removePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { reportReservedName } from '../reserved-names.js';

const config = z.object({ attribute_to_exclude: z.string().min(1) });

/** Removes an attribute. */
export const processor = defineProcessor({
  type: 'exclude-attribute',
  summary: 'Removes an attribute, and the objects around it that are empty then.',
  config,
  examples: [
    {
      title: 'The last attribute of an object takes the object with it.',
      config: { attribute_to_exclude: 'user.card.number' },
      log: { attributes: { user: { name: 'ana', card: { number: '4111' } } } },
      expected: { attributes: { user: { name: 'ana' } } },
    },
    {
      title: 'Nothing to remove.',
      config: { attribute_to_exclude: 'user.card' },
      log: { attributes: { user: { name: 'ana' } } },
      expected: { attributes: { user: { name: 'ana' } } },
    },
  ],
  compile: ({ attribute_to_exclude: name }, context) => {
    reportReservedName(name, '.attribute_to_exclude', context);
    const path = parsePath(name);
    return (log) => (removePath(log.attributes, path) ? 'Applied' : 'NoSource');
  },
});
