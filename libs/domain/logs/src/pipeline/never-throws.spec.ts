import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ingestText } from '../ingest.js';
import { type Attributes, type AttributeValue, copyAttributes, createLog, type Log, setOwn } from '../log.js';
import { pipelineTestPreprocessing } from '../preprocess/preprocessing.js';
import { processors } from '../processors/index.js';
import { exampleEnvironment } from '../testing/compile-processor.js';
import { compilePipelines } from './compile-pipelines.js';
import type { LogProgram } from './log-program.js';

/** Each example of each processor as an enabled processor. */
const everything = processors.flatMap(({ type, examples }) =>
  examples.map(({ config }) => ({ ...Object(config), type, is_enabled: true })),
);

function compile(query: string, nested: readonly unknown[] = everything): LogProgram {
  const pipeline = { name: 'all processors', is_enabled: true, filter: { query }, processors: nested };
  const { program, problems } = compilePipelines([pipeline], { environment: exampleEnvironment });
  if (!program) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return program;
}

/** The attributes that the examples use, so that generated logs often have them. */
const exampleKeys = processors.flatMap(({ examples }) =>
  examples.flatMap(({ log }) => Object.keys(log.attributes ?? {})),
);
const trickyKeys = ['__proto__', 'constructor', 'toString', 'a.b', '.', '', 'a..b', '0', '$sourceElem', 'custom'];
const key = fc.oneof(fc.constantFrom(...exampleKeys), fc.constantFrom(...trickyKeys), fc.string({ maxLength: 8 }));

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '192.0.2.1',
    'https://a.example/b?c=d#e',
    '2026-03-01T10:00:00Z',
    '%zz',
    '-1e999',
  ),
  fc.constantFrom('a=b c="d e" f=<g>', '{"a": {"b": [1, null]}}', 'user=ada logged out after 12s', '10:00 ERROR x'),
);
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(text, fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null));

/** Values with arrays and objects in each other up to a depth. */
function valueOf(depth: number): fc.Arbitrary<AttributeValue> {
  if (depth === 0) return scalar;
  const inner = valueOf(depth - 1);
  return fc.oneof(scalar, fc.array(inner, { maxLength: 3 }), attributesOf(inner));
}

function attributesOf(inner: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Attributes> {
  return fc.array(fc.tuple(key, inner), { maxLength: 6 }).map((entries) => {
    const attributes: Attributes = {};
    for (const [name, value] of entries) setOwn(attributes, name, value);
    return attributes;
  });
}

const optionalText = fc.option(text, { nil: undefined });
const log: fc.Arbitrary<Log> = fc
  .record({
    attributes: attributesOf(valueOf(3)),
    message: optionalText,
    service: optionalText,
    source: optionalText,
    status: optionalText,
    tags: fc.array(text, { maxLength: 4 }),
  })
  .map(createLog);

function copyOf(original: Log): Log {
  return { ...original, attributes: copyAttributes(original.attributes), tags: [...original.tags] };
}

it('no log makes a processor throw, alone or after others, explained or not', () => {
  const program = compile('*');
  const alone = everything.map((processor) => compile('*', [processor]));
  const neverThrows = fc.property(log, (generated) => {
    for (const each of alone) each.process(copyOf(generated));
    program.explain(copyOf(generated));
    program.process(generated);
  });
  expect(fc.check(neverThrows, { numRuns: 300 })).toMatchObject({ failed: false, counterexample: null });
});

it('every step says the same when it is explained as when it is not', () => {
  const program = compile('*');
  fc.assert(
    fc.property(log, (generated) => {
      const explained = copyOf(generated);
      program.explain(explained);
      program.process(generated);
      expect(explained).toEqual(generated);
    }),
    { numRuns: 300 },
  );
});

/** Preprocessing that takes nothing. */
const noLists = Object.fromEntries(Object.keys(pipelineTestPreprocessing).map((name) => [name, []]));

it('a log that matches no pipeline is unchanged, and nothing in it is replaced', () => {
  const program = compilePipelines(
    [{ name: 'never', is_enabled: true, filter: { query: '*  AND -*' }, processors: everything }],
    { environment: exampleEnvironment, preprocessing: noLists },
  ).program;
  fc.assert(
    fc.property(log, (generated) => {
      const before = copyOf(generated);
      const { attributes, tags } = generated;
      program?.process(generated);
      expect(generated).toEqual(before);
      expect(generated.attributes).toBe(attributes);
      expect(generated.tags).toBe(tags);
    }),
  );
});

it('any text can be ingested and processed', () => {
  const program = compile('*');
  const neverThrows = fc.property(fc.oneof(text, fc.json()), (line) => program.process(ingestText(line)));
  expect(fc.check(neverThrows)).toMatchObject({ failed: false, counterexample: null });
});
