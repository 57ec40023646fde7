import { type PipelineTest, readPipelineTests } from '@dogwatch/logs';
import { UsageError } from '../cli-command.js';
import { readFileText } from '../read-input.js';
import { isRecord } from './is-record.js';
import { parseStructured } from './parse-structured.js';
import { type PipelineFile, toPipelineFile } from './pipeline-file.js';

/** Files that hold a pipeline and its tests: one JSON or YAML file with both, or a pair such as `x.yaml` and `x_tests.yaml`. */
export interface TestFiles {
  /** How the set is called in what is told: the file with the pipeline. */
  readonly name: string;
  readonly pipelineFile: string;
  readonly testsFile: string;
}

/** A pipeline with its tests, read. */
export interface TestSet extends TestFiles {
  readonly pipeline: PipelineFile;
  readonly tests: readonly PipelineTest[];
  /** The time at which dates without a year are read, milliseconds since 1970. */
  readonly nowMillis: number;
}

/** Reads a pipeline and its tests; a file that is not what it should be is wrong usage. */
export async function readTestSet(files: TestFiles): Promise<TestSet> {
  const content = parseStructured(await readFileText(files.pipelineFile), files.pipelineFile);
  const pipeline = toPipelineFile(files.pipelineFile, content);
  const isPair = files.testsFile !== files.pipelineFile;
  const read = readPipelineTests(
    isPair ? parseStructured(await readFileText(files.testsFile), files.testsFile) : content,
  );
  if (!read.ok) throw new UsageError(`${files.testsFile}: ${read.message}`);
  return { ...files, pipeline, tests: read.tests, nowMillis: referenceTime(content, files.pipelineFile) };
}

/** Datadog's own tests of integrations run at the start of 1971; a file may say another time as `reference_now`. */
function referenceTime(content: unknown, name: string): number {
  const { reference_now: now = '1971-01-01T00:00:00Z' } = isRecord(content) ? content : {};
  const millis = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  if (Number.isNaN(millis))
    throw new UsageError(`${name}: reference_now must be a time such as 2026-01-31T12:00:00Z, got ${String(now)}`);
  return millis;
}
