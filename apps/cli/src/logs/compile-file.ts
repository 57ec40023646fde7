import {
  type CompiledPipelines,
  compilePipelines,
  type LogProgram,
  type LogsEnvironment,
  type PipelineProblem,
} from '@dogwatch/logs';
import type { Terminal } from '../terminal.js';
import type { PipelineFile } from './pipeline-file.js';
import { renderProblem } from './render-problem.js';

/** Compiles the pipelines of a file as they run in earnest. */
export function compileFile(
  { pipelines, preprocessing }: PipelineFile,
  environment: LogsEnvironment,
): CompiledPipelines {
  return compilePipelines(pipelines, { environment, preprocessing });
}

/** The compiled program, or nothing after telling why there is none. */
export function programOf(
  { program, problems }: CompiledPipelines,
  file: PipelineFile,
  { tell, style }: Terminal,
): LogProgram | undefined {
  for (const problem of program === undefined ? problems.filter(isError) : [])
    tell(`${file.name}: ${renderProblem(problem, file, style)}`);
  return program;
}

/** Whether a problem keeps the pipelines from running. */
export function isError({ severity }: PipelineProblem): boolean {
  return severity === 'error';
}
