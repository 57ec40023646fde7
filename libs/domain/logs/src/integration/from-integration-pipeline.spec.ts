import { expect, it } from 'vitest';
import { fromIntegrationPipeline } from './from-integration-pipeline.js';

it('gives the pipeline in the shape of the API', () => {
  const file = {
    id: 'shop',
    metric_id: 'shop',
    facets: [],
    pipeline: {
      type: 'pipeline',
      name: 'Shop',
      enabled: true,
      filter: { query: 'source:shop' },
      ocsf: { isOcsf: true },
      processors: [
        {
          type: 'grok-parser',
          enabled: true,
          source: 'message',
          grok: { supportRules: '', matchRules: 'a %{word:b}' },
        },
        {
          type: 'attribute-remapper',
          enabled: false,
          sources: ['b'],
          target: 'c',
          sourceType: 'attribute',
          targetType: 'tag',
          targetFormat: 'string',
          preserveSource: true,
          overrideOnConflict: false,
        },
        { type: 'lookup-processor', lookupTable: 'a,1 \n\nb,2\n', defaultLookup: 'x' },
        { type: 'string-builder-processor', replaceMissing: true },
        { type: 'user-agent-parser', encoded: true },
        { type: 'array-processor', operation: { type: 'select', valueToExtract: 'v' } },
        {
          type: 'schema-processor',
          schema: { schemaType: 'ocsf', classUid: 1 },
          mappers: [{ fallback: { values: { 'my.camelCase': '99' } } }],
        },
      ],
    },
  };
  expect(fromIntegrationPipeline(file)).toEqual({
    ok: true,
    id: 'shop',
    pipeline: {
      type: 'pipeline',
      name: 'Shop',
      is_enabled: true,
      filter: { query: 'source:shop' },
      x_ocsf: { isOcsf: true },
      processors: [
        {
          type: 'grok-parser',
          is_enabled: true,
          source: 'message',
          grok: { support_rules: '', match_rules: 'a %{word:b}' },
        },
        {
          type: 'attribute-remapper',
          is_enabled: false,
          sources: ['b'],
          target: 'c',
          source_type: 'attribute',
          target_type: 'tag',
          target_format: 'string',
          preserve_source: true,
          override_on_conflict: false,
        },
        { type: 'lookup-processor', lookup_table: ['a,1 ', 'b,2'], default_lookup: 'x' },
        { type: 'string-builder-processor', is_replace_missing: true },
        { type: 'user-agent-parser', is_encoded: true },
        { type: 'array-processor', operation: { type: 'select', value_to_extract: 'v' } },
        {
          type: 'schema-processor',
          schema: { schema_type: 'ocsf', class_uid: 1 },
          mappers: [{ fallback: { values: { 'my.camelCase': '99' } } }],
        },
      ],
    },
  });
});

it('refuses what is no such file, and what nests without end', () => {
  let deep: object = {};
  for (let depth = 0; depth < 10_000; depth += 1) deep = { processors: [deep] };
  for (const file of [undefined, null, 'text', [], {}, { pipeline: [] }, { pipeline: deep }]) {
    expect(fromIntegrationPipeline(file)).toMatchObject({ ok: false, reason: 'InvalidPipelineFile' });
  }
});
