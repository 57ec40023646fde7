import { z } from 'zod';
import { compileWithin } from '../compile-within.js';
import type { Log } from '../log.js';
import { parsePath, writePath } from '../path.js';
import {
  type CompileContext,
  defineProcessor,
  type RunProcessor,
  type StepName,
  type StepNotes,
} from '../processor.js';
import { compileSchemaCategoryMapper, schemaCategoryMapperConfig } from './schema-processor/category-mapper.js';
import { findOcsfCategory } from './schema-processor/ocsf-categories.js';
import { compileSchemaRemapper, schemaRemapperConfig } from './schema-processor/remapper.js';

const config = z.object({
  schema: z.object({
    schema_type: z.literal('ocsf'),
    version: z.string().min(1),
    class_uid: z.int().min(0),
    class_name: z.string().min(1),
    profiles: z.array(z.string()).default([]),
    extensions: z.array(z.unknown()).default([]),
  }),
  mappers: z.array(z.discriminatedUnion('type', [schemaRemapperConfig, schemaCategoryMapperConfig])).min(1),
});

type Config = z.output<typeof config>;
type Schema = Config['schema'];

interface Mapper extends StepName {
  readonly run: RunProcessor;
}

/** Maps a log to a class of the Open Cybersecurity Schema Framework. */
export const processor = defineProcessor({
  type: 'schema-processor',
  summary:
    'Maps a log to a class of the OCSF schema: the mappers run in order, then the class, its category and the version of the schema are written. A `schema-remapper` maps an attribute to one of the schema; a `schema-category-mapper` writes name and id of the first category that the log matches, and with a fallback a value of the log in the place of the name.',
  config,
  examples: [
    {
      title: 'A sign-in; an action that the categories do not name keeps its own word.',
      config: {
        schema: { schema_type: 'ocsf', version: '1.5.0', class_uid: 3002, class_name: 'Authentication' },
        mappers: [
          { type: 'schema-remapper', sources: ['login', 'user'], target: 'ocsf.user.name', preserve_source: true },
          {
            type: 'schema-category-mapper',
            categories: [
              { filter: { query: '@action:login' }, name: 'Logon', id: 1 },
              { filter: { query: '@action:*' }, name: 'Other', id: 99 },
            ],
            targets: { name: 'ocsf.activity_name', id: 'ocsf.activity_id' },
            fallback: {
              values: { 'ocsf.activity_id': '99' },
              sources: { 'ocsf.activity_name': ['action'] },
            },
          },
        ],
      },
      log: { attributes: { user: 'ana', action: 'unlock' } },
      expected: {
        attributes: {
          user: 'ana',
          action: 'unlock',
          ocsf: {
            user: { name: 'ana' },
            activity_id: 99,
            activity_name: 'unlock',
            class_uid: 3002,
            class_name: 'Authentication',
            category_uid: 3,
            category_name: 'Identity & Access Management',
            metadata: { version: '1.5.0' },
          },
        },
      },
    },
  ],
  compile: ({ schema, mappers: options }, context) => {
    const mappers = options.map((mapper, index) => compileMapper(mapper, compileWithin(context, `.mappers[${index}]`)));
    const writeClass = compileClass(schema, context);
    return (log, notes) => {
      for (const mapper of mappers) {
        if (notes) explainMapper(mapper, log, notes);
        else mapper.run(log);
      }
      writeClass(log);
      return 'Applied';
    };
  },
});

function compileMapper(mapper: Config['mappers'][number], context: CompileContext): Mapper {
  const { name, type } = mapper;
  const run =
    mapper.type === 'schema-remapper'
      ? compileSchemaRemapper(mapper, context)
      : compileSchemaCategoryMapper(mapper, context);
  return { name, type, path: context.path, run };
}

function explainMapper(mapper: Mapper, log: Log, notes: StepNotes): void {
  notes.enter(mapper, log);
  notes.leave(mapper.run(log, notes), log);
}

function compileClass(schema: Schema, { report }: CompileContext): (log: Log) => void {
  const category = findOcsfCategory(schema.class_uid);
  if (!category) {
    const message = `${schema.class_uid} is in no category of OCSF; the first digit of its four names one, from 0 to 8`;
    report({ severity: 'error', reason: 'InvalidConfig', field: '.schema.class_uid', message });
  }
  const facts = [
    { path: parsePath('ocsf.class_uid'), value: schema.class_uid },
    { path: parsePath('ocsf.class_name'), value: schema.class_name },
    { path: parsePath('ocsf.category_uid'), value: category?.uid ?? 0 },
    { path: parsePath('ocsf.category_name'), value: category?.name ?? '' },
    { path: parsePath('ocsf.metadata.version'), value: schema.version },
  ];
  return ({ attributes }) => {
    for (const { path, value } of facts) writePath(attributes, path, value);
  };
}
