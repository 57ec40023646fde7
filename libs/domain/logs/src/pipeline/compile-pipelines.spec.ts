import { describe, expect, it } from 'vitest';
import type { ExecutionCursor } from '../environment.js';
import { createLog, type Log } from '../log.js';
import type { PipelineProblem } from '../processor.js';
import { exampleEnvironment } from '../testing/compile-processor.js';
import { type CompiledPipelines, compilePipelines } from './compile-pipelines.js';
import type { LogProgram } from './log-program.js';

function compile(pipelines: readonly unknown[], preprocessing?: unknown): CompiledPipelines {
  return compilePipelines(pipelines, { environment: exampleEnvironment, preprocessing });
}

function problemsOf(...pipelines: readonly unknown[]): readonly PipelineProblem[] {
  return compile(pipelines).problems;
}

function programOf(...pipelines: readonly unknown[]): LogProgram {
  const { program, problems } = compile(pipelines);
  if (!program) throw new Error(JSON.stringify(problems));
  return program;
}

function process(log: Partial<Log>, ...pipelines: readonly unknown[]): Log {
  const made = createLog(log);
  programOf(...pipelines).process(made);
  return made;
}

function pipeline(query: string, ...processors: readonly unknown[]): object {
  return { type: 'pipeline', name: 'a pipeline', is_enabled: true, filter: { query }, processors };
}

function move(from: string, to: string): object {
  return { type: 'attribute-remapper', is_enabled: true, sources: [from], target: to };
}

/** Adds a name to the attribute x. */
function add(name: string): object {
  return { type: 'string-builder-processor', is_enabled: true, template: `%{x}${name}`, target: 'x' };
}

const status = { type: 'status-remapper', is_enabled: true, sources: ['level'] };

describe('what runs', () => {
  it('is every pipeline whose filter matches, in order', () => {
    const log = process(
      { source: 'nginx', attributes: { a: 1 } },
      pipeline('source:nginx', move('a', 'b')),
      pipeline('source:redis', move('b', 'wrong')),
      pipeline('@b:1', move('b', 'c')),
    );
    expect(log.attributes).toEqual({ c: 1 });
  });

  it('is the same, in order, whether or not a filter names a source', () => {
    const queries = ['source:a', '*', 'source:(a OR b) -service:s', '-source:a', 'source:a*', '@x:*', 'source:b'];
    const set = queries.map((query, index) => pipeline(query, add(String(index))));
    const run = (source: string | undefined): unknown =>
      process({ source, attributes: { x: '' } }, ...set).attributes['x'];
    expect([run('a'), run('b'), run('ab'), run(undefined)]).toEqual(['01245', '12356', '1345', '135']);
  });

  it('is decided by the filter before the processors of a pipeline, and anew by nested filters', () => {
    const nested = pipeline('@b:1', move('b', 'c'));
    expect(process({ attributes: { a: 1 } }, pipeline('*', move('a', 'b'), nested)).attributes).toEqual({ c: 1 });
    expect(process({ attributes: { a: 1 } }, pipeline('@b:1', move('a', 'b'))).attributes).toEqual({ a: 1 });
  });

  it('is nothing that is not enabled, and that is the default', () => {
    const processors = [
      { ...move('a', 'b'), is_enabled: undefined },
      { ...move('a', 'c'), is_enabled: false },
    ];
    expect(process({ attributes: { a: 1 } }, pipeline('*', ...processors)).attributes).toEqual({ a: 1 });
    const disabled = { ...pipeline('*', move('a', 'b')), is_enabled: false };
    expect(process({ attributes: { a: 1 } }, disabled).attributes).toEqual({ a: 1 });
  });

  it('is the first remapper of a kind, over all pipelines', () => {
    const log = process(
      { attributes: { level: 'error', code: 'debug' } },
      pipeline('*', status),
      pipeline('*', { ...status, sources: ['code'] }),
    );
    expect(log.status).toBe('error');
  });

  it('is preprocessing before all pipelines: a pipeline cannot change the host any more', () => {
    const { program } = compile([pipeline('host:web-1', move('server', 'host'))], { host: ['server'] });
    const log = createLog({ attributes: { server: 'web-1' } });
    program?.process(log);
    expect(log).toMatchObject({ host: 'web-1', attributes: { host: 'web-1' } });
    const other = createLog({ host: 'web-1', attributes: { server: 'web-2' } });
    compile([pipeline('*', move('server', 'host'))]).program?.process(other);
    expect(other.host).toBe('web-1');
  });
});

describe('problems', () => {
  it.each([
    ['pipelines[0].processors[1].sources', pipeline('*', status, { ...status, sources: undefined }), 'InvalidConfig'],
    ['pipelines[0].processors[0].processors[0].target', pipeline('*', pipeline('*', move('a', ''))), 'InvalidConfig'],
    ['pipelines[0].filter.query', pipeline('(a'), 'InvalidFilter'],
    ['pipelines[0].processors[0].type', pipeline('*', { ...status, type: 'grok' }), 'UnknownProcessor'],
    ['pipelines[0].processors[0].type', pipeline('*', { is_enabled: true }), 'InvalidConfig'],
    ['pipelines[0].processors[0]', pipeline('*', 'grok-parser'), 'InvalidConfig'],
    ['pipelines[0].type', status, 'UnknownProcessor'],
    ['pipelines[0]', 7, 'InvalidConfig'],
    [
      'pipelines[0].processors[0].grok.match_rules',
      pipeline('*', { type: 'grok-parser', is_enabled: true, grok: { match_rules: 'a %{nope}' } }),
      'UnknownMatcher',
    ],
  ])('refuses the set because of %s', (path, bad, reason) => {
    const { program, problems } = compile([bad, pipeline('*')]);
    expect(program).toBeUndefined();
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([expect.objectContaining({ path, reason })]);
    expect(errors[0]?.message).not.toBe('');
  });

  it('tells all of them at once, each with its pipeline', () => {
    const paths = problemsOf(pipeline('(a'), pipeline('*', { ...status, sources: [] })).map(({ path }) => path);
    expect(paths).toEqual(['pipelines[0].filter.query', 'pipelines[1].processors[0].sources']);
  });

  it.each([
    ['an unknown field', { ...status, source: 'level' }, 'UnknownField', '.source'],
    ['a missing is_enabled', { ...status, is_enabled: undefined }, 'NotEnabled', '.is_enabled'],
    ['an attribute named like a reserved one', move('a', 'host'), 'ReservedName', '.target'],
    ['a pipeline three deep', pipeline('*', pipeline('*')), 'NestedTooDeep', '.processors[0]'],
    ['many processors', pipeline('*', ...Array.from({ length: 21 }, () => status)), 'AboveLimit', '.processors'],
    [
      'many rules',
      {
        type: 'grok-parser',
        is_enabled: true,
        grok: { match_rules: Array.from({ length: 11 }, (_, index) => `rule${index} ${index}`).join('\n') },
      },
      'AboveLimit',
      '.grok.match_rules',
    ],
  ])('warns of %s', (_, processor, reason, field) => {
    const { program, problems } = compile([pipeline('*', processor)]);
    expect(program).toBeDefined();
    const path = `pipelines[0].processors[0]${field}`;
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', reason, path })]);
  });

  it('warns of large lookup tables, taken together', () => {
    const table = Array.from({ length: 600 }, (_, index) => `${index},${'x'.repeat(100)}`);
    const lookUp = { type: 'lookup-processor', is_enabled: true, source: 'a', target: 'b', lookup_table: table };
    expect(problemsOf(pipeline('*', lookUp))).toEqual([]);
    expect(problemsOf(pipeline('*', lookUp), pipeline('*', lookUp))).toMatchObject([{ reason: 'AboveLimit' }]);
  });

  it('finds nothing in fields that the API answers, or that exported files carry', () => {
    const answered = {
      ...pipeline('*'),
      id: 'x',
      is_read_only: false,
      tags: [],
      description: 'd',
      x_ocsf: { isOcsf: true },
    };
    expect(problemsOf(answered)).toEqual([]);
    const { type: _, ...sent } = { type: 'pipeline', ...pipeline('*', status) };
    expect(problemsOf(sent)).toEqual([]);
  });

  it('refuses what nests without end', () => {
    let deep = pipeline('*');
    for (let depth = 0; depth < 5000; depth += 1) deep = pipeline('*', deep);
    expect(compile([deep]).problems.map(({ severity }) => severity)).toContain('error');
  });
});

describe('explain', () => {
  it('tells of every step as a tree: outcome, notes, what changed', () => {
    const grok = {
      type: 'grok-parser',
      is_enabled: true,
      name: 'take apart',
      grok: { match_rules: 'r %{word:level} %{data:text}' },
    };
    const program = programOf(
      pipeline('*', grok, pipeline('@level:ERROR', status), { ...move('text', 'x'), is_enabled: false }),
    );
    const log = createLog({ message: 'ERROR it broke' });
    const trace = program.explain(log);
    expect(trace.steps).toMatchObject([
      { type: 'preprocessing', changes: [] },
      {
        type: 'pipeline',
        path: 'pipelines[0]',
        outcome: 'Applied',
        steps: [
          {
            name: 'take apart',
            outcome: 'Applied',
            notes: ['the rule r matches'],
            changes: [
              { what: '@level', before: undefined, after: 'ERROR' },
              { what: '@text', before: undefined, after: 'it broke' },
            ],
          },
          {
            type: 'pipeline',
            outcome: 'Applied',
            changes: [{ what: 'status', before: undefined, after: 'error' }],
            steps: [{ type: 'status-remapper', path: 'pipelines[0].processors[1].processors[0]', outcome: 'Applied' }],
          },
          { outcome: 'Disabled', changes: [] },
        ],
      },
    ]);
  });

  it('leaves the same log behind as process', () => {
    const set = [pipeline('*', move('a', 'b.c'), status)];
    const [processed, explained] = [1, 2].map(() => createLog({ attributes: { a: [1, { x: 2 }], level: 'w' } }));
    if (processed) programOf(...set).process(processed);
    if (explained) programOf(...set).explain(explained);
    expect(explained).toEqual(processed);
  });
});

describe('disable', () => {
  it('switches off the processor at a place, once, and remembers why', () => {
    const program = programOf(pipeline('*', move('a', 'b'), pipeline('*', status)));
    expect(program.disable('pipelines[0].processors[0] rule slow.one', 'took 80 ms three times')).toBe(true);
    expect(program.disable('pipelines[0].processors[0] rule other', 'again')).toBe(false);
    expect(program.disable('pipelines[7]', 'no such place')).toBe(false);
    expect([...program.disabled()]).toEqual([['pipelines[0].processors[0]', 'took 80 ms three times']]);
    const log = createLog({ attributes: { a: 1, level: 'error' } });
    const [, root] = program.explain(log).steps;
    expect(log).toMatchObject({ attributes: { a: 1 }, status: 'error' });
    expect(root?.steps[0]).toMatchObject({ outcome: 'Disabled', notes: ['switched off: took 80 ms three times'] });
  });
});

it('tells the cursor which rule is at work, and that none is afterwards', () => {
  const seen: (string | undefined)[] = [];
  const cursor: ExecutionCursor = {
    get at() {
      return seen.at(-1);
    },
    set at(place) {
      seen.push(place);
    },
  };
  const grok = { type: 'grok-parser', is_enabled: true, grok: { match_rules: 'slow %{regex("(?=a)(a+)+")}b' } };
  const { program } = compilePipelines([pipeline('*', grok)], { environment: exampleEnvironment, cursor });
  program?.process(createLog({ message: 'aaab' }));
  expect(new Set(seen)).toEqual(new Set(['pipelines[0].processors[0] rule slow', undefined]));
  expect(cursor.at).toBeUndefined();
});
