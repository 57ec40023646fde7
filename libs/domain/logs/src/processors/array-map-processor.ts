import { z } from 'zod';
import { type Attributes, type AttributeValue, copyValue, getOwn, type Log } from '../log.js';
import { parsePath, readPath, removePath, writePath } from '../path.js';
import { type CompileContext, defineProcessor, type RunProcessor, type StepNotes } from '../processor.js';

/** Datadog maps no more elements than these. */
const maxElements = 50;

const sourceName = '$sourceElem';
const targetName = '$targetElem';

const config = z.object({
  source: z.string().min(1).describe('The array to read.'),
  target: z.string().min(1).describe('The array to write or add to.'),
  preserve_source: z.boolean().default(true).describe('False: the source is removed when all is done.'),
  processors: z
    .array(
      z.looseObject({
        type: z.enum(['attribute-remapper', 'string-builder-processor', 'arithmetic-processor', 'category-processor']),
        target: z
          .string()
          .refine(
            isTargetElement,
            `must be ${targetName}, the element that is made, or a path below it: ${targetName}.name`,
          ),
      }),
    )
    .min(1),
});

type Config = z.output<typeof config>;

/** Makes an array of another one. */
export const processor = defineProcessor({
  type: 'array-map-processor',
  summary:
    'Runs remappers, string builders, arithmetic and categories for each of the first 50 elements of an array. They read the element as `$sourceElem` and the log around it by its own paths, and write `$targetElem`. Elements that the target has already are kept and added to; source and target may be the same.',
  config,
  examples: [
    {
      title: 'Other objects from objects, with what the log says beside them.',
      config: {
        source: 'items',
        target: 'order.lines',
        preserve_source: false,
        processors: [
          { type: 'attribute-remapper', sources: ['$sourceElem.sku'], target: '$targetElem.id' },
          {
            type: 'arithmetic-processor',
            expression: '$sourceElem.count * $sourceElem.price',
            target: '$targetElem.sum',
          },
          { type: 'string-builder-processor', template: '%{shop}/%{$sourceElem.sku}', target: '$targetElem.path' },
        ],
      },
      log: { attributes: { shop: 'es', items: [{ sku: 'cup', count: 2, price: 3.5 }, { sku: 'tea' }] } },
      expected: {
        attributes: {
          shop: 'es',
          order: {
            lines: [
              { id: 'cup', sum: 7, path: 'es/cup' },
              { id: 'tea', path: 'es/tea' },
            ],
          },
        },
      },
    },
    {
      title: 'An array in place.',
      config: {
        source: 'ports',
        target: 'ports',
        processors: [{ type: 'string-builder-processor', template: 'tcp/%{$sourceElem}', target: '$targetElem' }],
      },
      log: { attributes: { ports: [443, 22] } },
      expected: { attributes: { ports: ['tcp/443', 'tcp/22'] } },
    },
  ],
  compile: (options, context) => {
    if (!options.preserve_source && options.source === options.target) reportPreserveSource(options, context);
    const source = parsePath(options.source);
    const target = parsePath(options.target);
    const run = context.compileNested(options.processors.map(keepSource), '.processors', { enabledByDefault: true });
    return (log, notes) => {
      const elements = readPath(log.attributes, source);
      if (elements === undefined) return 'NoSource';
      if (!Array.isArray(elements)) return 'InvalidValue';
      const present = readPath(log.attributes, target);
      const output = Array.isArray(present) ? present : [];
      mapElements({ elements, output, run }, log, notes);
      if (!options.preserve_source) removePath(log.attributes, source);
      writePath(log.attributes, target, output);
      return 'Applied';
    };
  },
});

interface Mapping {
  readonly elements: readonly AttributeValue[];
  /** Holds the elements that are made; may be `elements` itself. */
  readonly output: AttributeValue[];
  readonly run: RunProcessor;
}

function mapElements({ elements, output, run }: Mapping, log: Log, notes: StepNotes | undefined): void {
  const { attributes } = log;
  const count = Math.min(elements.length, maxElements);
  for (let index = 0; index < count; index += 1) {
    const element = elements[index] ?? null;
    // in place, what is read must not change while it is written
    const scope: Attributes = { ...attributes, [sourceName]: elements === output ? copyValue(element) : element };
    const present = output[index];
    if (present !== undefined) scope[targetName] = present;
    log.attributes = scope;
    run(log, notes);
    // an element for which nothing was made keeps its place
    output[index] = getOwn(scope, targetName) ?? {};
  }
  log.attributes = attributes;
}

/** Elements are only read: a remapper, which would remove its source, leaves them whole. */
function keepSource(nested: Config['processors'][number]): unknown {
  return nested.type === 'attribute-remapper' ? { ...nested, preserve_source: true } : nested;
}

function isTargetElement(path: string): boolean {
  return path === targetName || path.startsWith(`${targetName}.`);
}

function reportPreserveSource({ source }: Config, { report }: CompileContext): void {
  const message = `must be true, as source and target are both "${source}"`;
  report({ severity: 'error', reason: 'InvalidConfig', field: '.preserve_source', message });
}
