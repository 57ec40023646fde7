import {
  compilePipelines,
  type LogProgram,
  type LogsEnvironment,
  type PipelineTest,
  pipelineTestPreprocessing,
  runPipelineTest,
} from '@dogwatch/logs';
import type { CaseResult } from '../../suite.ts';

/** Compiles a pipeline as Datadog's own tests run it: whatever its filter says, and without preprocessing of reserved attributes. */
export function compileForTests(pipeline: Readonly<Record<string, unknown>>, environment: LogsEnvironment): LogProgram {
  const everything = { ...pipeline, filter: { query: '*' } };
  const { program, problems } = compilePipelines([everything], {
    environment,
    preprocessing: pipelineTestPreprocessing,
  });
  if (program) return program;
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Error(errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** Runs one test and prints what is different. */
export function runTest(program: LogProgram, test: PipelineTest, source: string): CaseResult {
  const { differences } = runPipelineTest(program, test, source);
  if (differences.length === 0) return { ok: true };
  const lines = differences.map(
    ({ what, expected, actual }) => `${what}: expected ${print(expected)}, got ${print(actual)}`,
  );
  return { ok: false, diff: lines.join('\n') };
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? 'nothing';
}
