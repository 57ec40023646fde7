import {
  type Log,
  type LogsEnvironment,
  type PipelineProblem,
  type PipelineTest,
  type CompiledPipelines,
  compilePipelines,
  pipelineTestPreprocessing,
  runPipelineTest,
  type TestDifference,
} from '@dogwatch/logs';
import { isError } from './compile-file.js';
import type { PipelineFile } from './pipeline-file.js';
import type { TestFiles, TestSet } from './test-set.js';

/** What one test gave. */
export interface TestOutcome {
  readonly test: PipelineTest;
  /** The place of the test in its file, from 0. */
  readonly index: number;
  readonly log: Log;
  /** Empty: the test has passed. */
  readonly differences: readonly TestDifference[];
}

/** What the tests of a set gave, or why its pipeline cannot run. */
export interface SetOutcome {
  /** Without a pipeline when the files could not be read. */
  readonly set: TestFiles & { readonly pipeline: PipelineFile | undefined };
  readonly errors: readonly PipelineProblem[];
  readonly outcomes: readonly TestOutcome[];
}

/**
 * Compiles the pipelines of a set as Datadog's own tests of integrations run them: without preprocessing of reserved attributes
 * unless the file states some, and, where there is one pipeline alone, whatever its filter says.
 */
export function compileSet({ pipeline }: TestSet, environment: LogsEnvironment): CompiledPipelines {
  const { pipelines, preprocessing = pipelineTestPreprocessing } = pipeline;
  const [only] = pipelines;
  const tested = pipelines.length === 1 ? [{ ...only, filter: { query: '*' } }] : pipelines;
  return compilePipelines(tested, { environment, preprocessing });
}

/** Runs the tests of a set. */
export function runTests(set: TestSet, environment: LogsEnvironment): SetOutcome {
  const { program, problems } = compileSet(set, environment);
  if (program === undefined) return { set, errors: problems.filter(isError), outcomes: [] };
  const { source } = set.pipeline;
  const outcomes = set.tests.map((test, index) => ({ test, index, ...runPipelineTest(program, test, source) }));
  return { set, errors: [], outcomes };
}

/** The tests that did not pass. */
export function failuresOf({ outcomes }: SetOutcome): readonly TestOutcome[] {
  return outcomes.filter(({ differences }) => differences.length > 0);
}
