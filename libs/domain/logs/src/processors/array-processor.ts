import { z } from 'zod';
import { type CompileContext, defineProcessor, type RunProcessor } from '../processor.js';
import { appendConfig, compileAppend } from './array-processor/append.js';
import { compileKeyValue, keyValueConfig } from './array-processor/key-value.js';
import { compileLength, lengthConfig } from './array-processor/length.js';
import { compileSelect, selectConfig } from './array-processor/select.js';

const config = z.object({
  operation: z.discriminatedUnion('type', [appendConfig, keyValueConfig, lengthConfig, selectConfig]),
});

/** Adds to an array, measures it, or takes values out of it. */
export const processor = defineProcessor({
  type: 'array-processor',
  summary:
    'Does one thing with an array: `append` adds the source to the target, which becomes an array; `length` counts; `select` writes a value of the first object that matches a search query; `key-value` makes attributes of objects that hold a name and a value each, below the target or, without one, at the root.',
  config,
  examples: [
    {
      title: 'Append to an attribute that is no array yet.',
      config: { operation: { type: 'append', source: 'client', target: 'addresses', preserve_source: false } },
      log: { attributes: { client: '192.0.2.7', addresses: '192.0.2.1' } },
      expected: { attributes: { addresses: ['192.0.2.1', '192.0.2.7'] } },
    },
    {
      title: 'Count.',
      config: { operation: { type: 'length', source: 'order.lines', target: 'order.count' } },
      log: { attributes: { order: { lines: ['cup', 'tea'] } } },
      expected: { attributes: { order: { lines: ['cup', 'tea'], count: 2 } } },
    },
    {
      title: 'Select the address of the first header that matches.',
      config: {
        operation: {
          type: 'select',
          source: 'headers',
          target: 'from',
          filter: 'name:(X-Real-Ip OR "X Forwarded")',
          value_to_extract: 'value',
        },
      },
      log: {
        attributes: {
          headers: [
            { name: 'Accept', value: '*/*' },
            { name: 'X-Real-Ip', value: '192.0.2.7' },
          ],
        },
      },
      expected: {
        attributes: {
          headers: [
            { name: 'Accept', value: '*/*' },
            { name: 'X-Real-Ip', value: '192.0.2.7' },
          ],
          from: '192.0.2.7',
        },
      },
    },
    {
      title: 'Names and values; what is there already stays, unless override_on_conflict is set.',
      config: {
        operation: {
          type: 'key-value',
          source: 'labels',
          target: 'label',
          key_to_extract: 'key',
          value_to_extract: 'text',
        },
      },
      log: {
        attributes: {
          label: { team: 'shop' },
          labels: [
            { key: 'team', text: 'ads' },
            { key: 'zone.name', text: 'eu' },
          ],
        },
      },
      expected: {
        attributes: {
          label: { team: 'shop', zone: { name: 'eu' } },
          labels: [
            { key: 'team', text: 'ads' },
            { key: 'zone.name', text: 'eu' },
          ],
        },
      },
    },
  ],
  compile: ({ operation }, context) => compileOperation(operation, context),
});

function compileOperation(operation: z.output<typeof config>['operation'], context: CompileContext): RunProcessor {
  switch (operation.type) {
    case 'append': {
      return compileAppend(operation);
    }
    case 'key-value': {
      return compileKeyValue(operation);
    }
    case 'length': {
      return compileLength(operation);
    }
    default: {
      return compileSelect(operation, context);
    }
  }
}
