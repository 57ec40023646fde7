import { z } from 'zod';
import { decodeBytes, decodeInteger, decodeUtf8 } from '../decode-text.js';
import { parsePath, readPath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';

const config = z.object({
  source: z.string().min(1),
  target: z.string().min(1).describe('Is replaced.'),
  binary_to_text_encoding: z.enum(['base64', 'base16']),
  input_representation: z.enum(['utf_8', 'integer']).describe('What the bytes are.'),
});

/** Decodes base64 and base16. */
export const processor = defineProcessor({
  type: 'decoder-processor',
  summary:
    'Decodes text in base64 or base16 and writes what it was: a text in UTF-8, or an integer of up to eight bytes. Text that was cut off is read as far as it goes; a log whose text cannot be decoded stays as it is.',
  config,
  examples: [
    {
      title: 'Text in base64.',
      config: { source: 'body', target: 'text', binary_to_text_encoding: 'base64', input_representation: 'utf_8' },
      log: { attributes: { body: 'w6EgbGEgY2FydGU=' } },
      expected: { attributes: { body: 'w6EgbGEgY2FydGU=', text: 'á la carte' } },
    },
    {
      title: 'An integer in base16.',
      config: { source: 'id', target: 'id', binary_to_text_encoding: 'base16', input_representation: 'integer' },
      log: { attributes: { id: '0400' } },
      expected: { attributes: { id: 1024 } },
    },
    {
      title: 'Something else.',
      config: { source: 'id', target: 'id', binary_to_text_encoding: 'base16', input_representation: 'integer' },
      log: { attributes: { id: 'order 4' } },
      expected: { attributes: { id: 'order 4' } },
    },
  ],
  compile: (options) => {
    const source = parsePath(options.source);
    const target = parsePath(options.target);
    const decode = options.input_representation === 'integer' ? decodeInteger : decodeUtf8;
    return ({ attributes }) => {
      const text = readPath(attributes, source);
      if (text === undefined) return 'NoSource';
      const bytes = typeof text === 'string' ? decodeBytes(text, options.binary_to_text_encoding) : undefined;
      const value = bytes && decode(bytes);
      if (value === undefined) return 'InvalidValue';
      writePath(attributes, target, value);
      return 'Applied';
    };
  },
});
