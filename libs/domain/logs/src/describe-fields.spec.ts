import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeFields } from './describe-fields.js';
import { defineProcessor } from './processor.js';

const processor = defineProcessor({
  type: 'example',
  summary: 'Shows every kind of field.',
  config: z.object({
    sources: z.array(z.string()).min(1).default(['a']),
    encoding: z.enum(['x', 'y']).describe('How it is written.'),
    limit: z.int().optional(),
    inner: z.object({ flag: z.boolean().default(false) }).optional(),
    parts: z.array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('p'), id: z.number() }),
        z.object({ type: z.literal('q') }),
      ]),
    ),
  }),
  examples: [],
  compile: () => () => 'Applied',
});

it('names every field, its values, its default and whether it must be there', () => {
  expect(describeFields(processor)).toEqual([
    { name: 'sources', of: '', value: 'list of texts', default: ['a'], isRequired: false, doc: '' },
    { name: 'encoding', of: '', value: '"x" or "y"', isRequired: true, doc: 'How it is written.' },
    { name: 'limit', of: '', value: 'whole number', isRequired: false, doc: '' },
    { name: 'inner', of: '', value: 'object', isRequired: false, doc: '' },
    { name: 'inner.flag', of: '', value: 'true or false', default: false, isRequired: false, doc: '' },
    { name: 'parts', of: '', value: 'list of objects', isRequired: true, doc: '' },
    { name: 'parts[].type', of: 'p', value: '"p"', isRequired: true, doc: '' },
    { name: 'parts[].id', of: 'p', value: 'number', isRequired: true, doc: '' },
    { name: 'parts[].type', of: 'q', value: '"q"', isRequired: true, doc: '' },
  ]);
});
