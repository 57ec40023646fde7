/** A test as a file states it. */
interface SampleTest {
  readonly n?: number;
  readonly sample: string;
  readonly tags?: readonly string[];
  readonly expected: { readonly custom?: Readonly<Record<string, unknown>>; readonly [field: string]: unknown };
}

/** A processor that rates how long things took. */
export const category = {
  type: 'category-processor',
  name: 'Rate the duration',
  is_enabled: true,
  target: 'speed',
  categories: [
    { name: 'slow', filter: { query: '@took:>1000' } },
    { name: 'fast', filter: { query: '@took:*' } },
  ],
};
/** A processor that takes the status from the level. */
export const status = { type: 'status-remapper', name: 'Take the level', is_enabled: true, sources: ['level'] };
/** A pipeline in the shape of the API. */
export const shop = {
  name: 'Shop',
  is_enabled: true,
  filter: { query: 'source:shop' },
  processors: [status, category],
};

const slowSample = '{"took": 2000, "level": "W", "id": 9007199254740993}';
/** Tests of it, the first of which fails. */
export const tests: readonly SampleTest[] = [
  {
    sample: slowSample,
    expected: { custom: { took: 2000, level: 'W', id: 1, speed: 'slow' }, status: 'warn', message: slowSample },
  },
  { n: 7, sample: 'a line', tags: ['env:prod'], expected: { message: 'a line', tags: ['env:prod'] } },
];

/** A pipeline in the form of integrations. */
export const integration = `# the pipeline of a shop
id: shop
pipeline:
  type: pipeline
  name: Shop
  enabled: true
  filter:
    query: source:shop
  processors:
    - type: grok-parser
      name: Read lines
      enabled: true
      source: message
      grok:
        supportRules: ""
        matchRules: |
          took %{word:action} took %{integer:took}ms
    - type: lookup-processor
      name: Explain actions
      enabled: true
      source: action
      target: title
      lookupTable: |-
        buy, Order placed
        browse, Looked around
`;
/** A test of it, which fails. */
export const integrationTests = `id: shop
tests:
  # a good day
  - sample: "buy took 12ms"
    result:
      custom:
        action: "buy"
        took: 12
        title: "Order lost"
      message: "buy took 12ms"
      tags:
        - "source:LOGS_SOURCE"
      timestamp: 1
`;
