import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../log.js';
import { createLog } from '../log.js';
import { logOutcomes } from '../reasons.js';
import { compileProcessor, exampleEnvironment } from '../testing/compile-processor.js';
import { processors } from './index.js';

/** What is reported about a configuration, a line each. */
function problemsOf(type: string, config: unknown): readonly string[] {
  return compileProcessor(type, config).problems.map(({ path, message }) => `${path} ${message}`);
}

function process(type: string, config: unknown, attributes: Attributes) {
  const { run, problems } = compileProcessor(type, config);
  expect(problems).toEqual([]);
  const log = createLog({ attributes });
  return { outcome: run(log), attributes: log.attributes };
}

describe('a wrong configuration is told by field, value and what would be right', () => {
  const mapper = { categories: [{ filter: { query: '*' }, name: 'a', id: 1 }], targets: { name: 'a', id: 'b' } };
  const schema = { schema_type: 'ocsf', version: '1.5.0', class_uid: 3002, class_name: 'Authentication' };

  it.each<[string, unknown, readonly string[]]>([
    ['url-parser', { sources: 'http.url' }, ['.sources must be a list; it is "http.url"']],
    ['url-parser', { sources: [] }, ['.sources must be not empty; it is []']],
    ['url-parser', { sources: ['a', ''] }, ['.sources[1] must be not empty; it is ""']],
    ['user-agent-parser', { is_encoded: 'yes' }, ['.is_encoded must be true or false; it is "yes"']],
    [
      'lookup-processor',
      { source: 'a', target: 'b' },
      [
        ' needs either lookup_table (rows "key,value") or lookup_enrichment_table (the name of a reference table); it is {"source":"a","target":"b"}',
      ],
    ],
    [
      'lookup-processor',
      { source: 'a', target: 'b', lookup_table: ['a,b', 'c'] },
      ['.lookup_table[1] "c" is no row: a row is "key,value"'],
    ],
    [
      'decoder-processor',
      { source: 'a', target: 'b', binary_to_text_encoding: 'base32' },
      [
        '.binary_to_text_encoding must be "base64" or "base16"; it is "base32"',
        '.input_representation is missing; it must be "utf_8" or "integer"',
      ],
    ],
    [
      'array-processor',
      { operation: { type: 'sort', source: 'a' } },
      ['.operation.type must be "append" or "key-value" or "length" or "select"; it is "sort"'],
    ],
    [
      'array-processor',
      { operation: { type: 'length', source: 'a', target: 7 } },
      ['.operation.target must be a text; it is 7'],
    ],
    [
      'array-map-processor',
      { source: 'a', target: 'b', processors: [{ type: 'url-parser', target: 'c' }] },
      [
        '.processors[0].type must be "attribute-remapper" or "string-builder-processor" or "arithmetic-processor" or "category-processor"; it is "url-parser"',
        '.processors[0].target must be $targetElem, the element that is made, or a path below it: $targetElem.name; it is "c"',
      ],
    ],
    [
      'array-map-processor',
      {
        source: 'a',
        target: 'a',
        preserve_source: false,
        processors: [{ type: 'attribute-remapper', sources: ['$sourceElem'], target: '$targetElem' }],
      },
      ['.preserve_source must be true, as source and target are both "a"'],
    ],
    [
      'exclude-attribute',
      { atribute_to_exclude: 'a' },
      [
        '.atribute_to_exclude there is no such field; it has no effect',
        '.attribute_to_exclude is missing; it must be a text',
      ],
    ],
    [
      'schema-processor',
      { schema: { ...schema, class_uid: 30_021 }, mappers: [{ type: 'schema-category-mapper', ...mapper }] },
      ['.schema.class_uid 30021 is in no category of OCSF; the first digit of its four names one, from 0 to 8'],
    ],
    [
      'schema-processor',
      { schema: { ...schema, class_uid: -1 }, mappers: [{ type: 'schema-category-mapper', ...mapper, targets: {} }] },
      [
        '.schema.class_uid must be 0 or more; it is -1',
        '.mappers[0].targets.name is missing; it must be a text',
        '.mappers[0].targets.id is missing; it must be a text',
      ],
    ],
  ])('%s %j', (type, config, problems) => {
    expect(problemsOf(type, config)).toEqual(problems);
  });

  it.each<[string, unknown, string]>([
    [
      'category-processor',
      { target: 'a', categories: [{ name: 'b', filter: { query: '@a:(b' } }] },
      '.categories[0].filter.query',
    ],
    [
      'array-processor',
      { operation: { type: 'select', source: 'a', target: 'b', filter: '(', value_to_extract: 'c' } },
      '.operation.filter',
    ],
    [
      'schema-processor',
      {
        schema,
        mappers: [
          { type: 'schema-category-mapper', ...mapper, categories: [{ filter: { query: '(' }, name: 'a', id: 1 }] },
        ],
      },
      '.mappers[0].categories[0].filter.query',
    ],
  ])('a search query that cannot be read: %s', (type, config, path) => {
    const { problems } = compileProcessor(type, config);
    expect(problems).toEqual([expect.objectContaining({ severity: 'error', reason: 'InvalidFilter', path })]);
  });
});

describe('a doubtful configuration is warned of', () => {
  it('fields that nothing reads', () => {
    expect(compileProcessor('exclude-attribute', { attribute_to_exclude: 'a', atribute: 'b' }).problems).toEqual([
      expect.objectContaining({ severity: 'warning', reason: 'UnknownField', path: '.atribute' }),
    ]);
  });

  it('attributes that look like reserved ones, which only their own processors reach', () => {
    const { run, problems } = compileProcessor('exclude-attribute', { attribute_to_exclude: 'host' });
    const log = createLog({ host: 'web-1', attributes: { host: 'web-2' } });
    run(log);
    expect(log).toMatchObject({ host: 'web-1', attributes: {} });
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', reason: 'ReservedName', path: '.attribute_to_exclude' }),
    ]);
  });

  it('rows that say different things of one key: the first one counts', () => {
    const config = { source: 'a', target: 'b', lookup_table: ['x,1', 'x , 2', 'x,1'] };
    const { run, problems } = compileProcessor('lookup-processor', config);
    const log = createLog({ attributes: { a: 'x' } });
    run(log);
    expect(log.attributes).toEqual({ a: 'x', b: '1' });
    expect(problems).toEqual([
      {
        severity: 'warning',
        reason: 'DuplicateKey',
        path: '.lookup_table[1]',
        message: '"x" has the value "1" by an earlier row, which wins over "2"',
      },
    ]);
  });
});

describe('data that is not loaded', () => {
  const bare = { ...exampleEnvironment, lookUpIp: undefined, lookUpReference: undefined, parseUserAgent: undefined };

  it.each<[string, unknown, Attributes]>([
    ['geo-ip-parser', { sources: ['a'], target: 'b' }, { a: '192.0.2.1' }],
    ['user-agent-parser', { sources: ['a'], target: 'b' }, { a: 'curl/8.0' }],
  ])('leaves a log as it is: %s', (type, config, attributes) => {
    const log = createLog({ attributes: structuredClone(attributes) });
    expect(compileProcessor(type, config, bare).run(log)).toBe('DataNotLoaded');
    expect(log.attributes).toEqual(attributes);
  });

  it('is warned of where a reference table is named', () => {
    const config = { source: 'a', target: 'b', lookup_enrichment_table: 't', default_lookup: 'none' };
    const { run, problems } = compileProcessor('lookup-processor', config, bare);
    const log = createLog({ attributes: { a: 'x' } });
    run(log);
    expect(log.attributes).toEqual({ a: 'x', b: 'none' });
    expect(problems.map(({ reason, path }) => [reason, path])).toEqual([['DataNotLoaded', '.lookup_enrichment_table']]);
  });
});

describe('why nothing is done', () => {
  const lookup = { source: 'a', target: 'b', lookup_table: ['x,y'] };
  const select = { type: 'select', source: 'a', target: 'b', filter: 'k:v', value_to_extract: 'w' };
  const pairs = { type: 'key-value', source: 'a', key_to_extract: 'k', value_to_extract: 'v' };
  const geo = { sources: ['a'], target: 'b', override_on_conflict: false };

  it.each<[string, unknown, Attributes, string]>([
    ['url-parser', { sources: ['a'] }, {}, 'NoSource'],
    ['url-parser', { sources: ['a'] }, { a: 7 }, 'InvalidValue'],
    ['url-parser', { sources: ['a'] }, { a: 'http://a:b/' }, 'InvalidValue'],
    ['geo-ip-parser', geo, { a: '' }, 'InvalidValue'],
    ['geo-ip-parser', geo, { a: '192.0.2.1', b: {} }, 'TargetExists'],
    ['lookup-processor', lookup, { b: 'x' }, 'NoSource'],
    ['lookup-processor', lookup, { a: ['x'] }, 'InvalidValue'],
    ['lookup-processor', lookup, { a: 'X' }, 'NoRow'],
    ['array-processor', { operation: { type: 'append', source: 'a', target: 'b' } }, { b: [] }, 'NoSource'],
    ['array-processor', { operation: { type: 'length', source: 'a', target: 'b' } }, { a: 'x' }, 'InvalidValue'],
    ['array-processor', { operation: select }, { a: [{ k: 'w' }, 'k:v', null] }, 'NoElement'],
    ['array-processor', { operation: select }, { a: [{ k: 'v' }] }, 'InvalidValue'],
    ['array-processor', { operation: pairs }, { a: [{ k: '', v: 1 }, { k: 'c' }, 'd'] }, 'InvalidValue'],
    ['array-processor', { operation: pairs }, { a: [{ k: 'b', v: 1 }], b: 2 }, 'TargetExists'],
    ['exclude-attribute', { attribute_to_exclude: 'a.b' }, { a: 1 }, 'NoSource'],
  ])('%s %j on %j', (type, config, attributes, outcome) => {
    expect(process(type, config, structuredClone(attributes))).toEqual({ outcome, attributes });
  });
});

it('an appended value is a copy, unless its source goes', () => {
  const append = { operation: { type: 'append', source: 'a', target: 'b' } };
  const { attributes } = process('array-processor', append, { a: { x: 1 }, b: ['z'] });
  expect(attributes).toEqual({ a: { x: 1 }, b: ['z', { x: 1 }] });
  expect((attributes.b as unknown[])[1]).not.toBe(attributes.a);
});

it('an array is mapped no further than its first 50 elements', () => {
  const config = {
    source: 'a',
    target: 'b',
    processors: [{ type: 'attribute-remapper', sources: ['$sourceElem'], target: '$targetElem.n' }],
  };
  const a = Array.from({ length: 60 }, (_, index) => index);
  expect(process('array-map-processor', config, { a }).attributes).toEqual({
    a,
    b: a.slice(0, 50).map((n) => ({ n })),
  });
});

it('a mapped array keeps what the target has, in place, and of the log around it everything', () => {
  const config = {
    source: 'a',
    target: 'b',
    processors: [{ type: 'attribute-remapper', sources: ['$sourceElem.x', 'd'], target: '$targetElem.y' }],
  };
  const before: Attributes = { a: [{ x: 1 }, { x: 2 }, {}], b: [{ z: 1 }, { y: 0 }], d: 4 };
  const { attributes } = process('array-map-processor', config, structuredClone(before));
  expect(attributes).toEqual({ ...before, b: [{ z: 1, y: 1 }, { y: 0 }, { y: 4 }] });
});

describe('a category of a schema', () => {
  const config = {
    schema: { schema_type: 'ocsf', version: '1.5.0', class_uid: 0, class_name: 'Base Event' },
    mappers: [
      {
        type: 'schema-category-mapper',
        categories: [
          { filter: { query: '@level:error' }, name: 'High', id: 4 },
          { filter: { query: '@level:*' }, name: 'Other', id: 99 },
        ],
        targets: { name: 'severity', id: 'severity_id' },
        fallback: { values: { severity: 'Other', severity_id: 99 }, sources: { severity: ['word', 'level'] } },
      },
    ],
  };
  const severityOf = (attributes: Attributes) => {
    const { severity, severity_id } = process('schema-processor', config, attributes).attributes;
    return [severity, severity_id];
  };

  it.each<[string, Attributes, readonly unknown[]]>([
    ['the first that matches', { level: 'error' }, ['High', 4]],
    ['none: the targets are not written', { severity: 'low' }, ['low', undefined]],
    ['the one of the fallback, whose first source there is says the name', { level: 'warn' }, ['warn', 99]],
    ['the fallback, for what another processor wrote', { severity_id: 99, word: 'odd' }, ['odd', 99]],
    ['the fallback without a source', { severity: 'Other' }, ['Other', undefined]],
  ])('is %s', (_, attributes, expected) => {
    expect(severityOf(attributes)).toEqual(expected);
  });
});

describe('every processor, whatever a log holds', () => {
  const keys = ['a', 'b', '__proto__', 'constructor', 'message', 'k', 'v', ''];
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('', 'v', '192.0.2.1', 'http://a:1/?__proto__=1', 'x%zz', '\uD800', '\0', 'AA=='),
      fc.constantFrom(0, -1, 1.5, 2 ** 60, true, false, 10n ** 17n),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { noNullPrototype: true, maxKeys: 4 }),
    ),
  })).value;
  const logs = fc
    .dictionary(fc.constantFrom(...keys), value, { noNullPrototype: true })
    .map((attributes) => createLog({ attributes: attributes as Attributes, message: 'a' }));

  it.each(processors)('$type neither throws nor touches prototypes', ({ type, examples }) => {
    const text = JSON.stringify(examples.map(({ config }) => config));
    // the same configurations, with the paths that the logs have
    const configs: unknown = JSON.parse(
      text.replaceAll(/(?<="(?:sources?|target)":\[?")[\w.]+/g, (path) => keys[path.length % 4] ?? 'a'),
    );
    for (const config of configs as unknown[]) {
      const { run } = compileProcessor(type, config);
      fc.assert(
        fc.property(logs, (log) => {
          expect(Object.keys(logOutcomes)).toContain(run(log));
          expect(Object.getPrototypeOf(log.attributes)).toBe(Object.prototype);
        }),
        { numRuns: 50 },
      );
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
