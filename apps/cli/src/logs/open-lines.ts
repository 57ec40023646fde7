import type { Log, LogProgram } from '@dogwatch/logs';
import { type Line, maxLineLength } from '../read-lines.js';
import type { Terminal } from '../terminal.js';
import { createCliEnvironment } from './cli-environment.js';
import { compileFile, programOf } from './compile-file.js';
import { createReadLine, type LineOptions } from './line-options.js';
import { readPipelineFile } from './pipeline-file.js';

/** Pipelines that lines can be sent through. */
export interface OpenLines {
  readonly program: LogProgram;
  /** The log of a line; nothing for a blank one, and, after telling of it, for one that is too long. */
  readonly toLog: (line: Line) => Log | undefined;
  /** How many lines were too long so far. */
  readonly leftOut: () => number;
}

/** Opens the pipelines of a file for lines, with the world as it is now; nothing after telling why they cannot run. */
export async function openLines(
  file: string,
  options: LineOptions,
  terminal: Terminal,
): Promise<OpenLines | undefined> {
  const pipeline = await readPipelineFile(file);
  const environment = await createCliEnvironment({ nowMillis: Date.now, geoip: options.geoip });
  const program = programOf(compileFile(pipeline, environment), pipeline, terminal);
  if (program === undefined) return undefined;
  const readLine = createReadLine(pipeline, options);
  let leftOut = 0;
  const toLog = ({ number, text }: Line): Log | undefined => {
    if (text !== undefined) return text.trim() === '' ? undefined : readLine(text);
    leftOut += 1;
    terminal.tell(`line ${number} is left out: it is longer than ${maxLineLength} characters`);
    return undefined;
  };
  return { program, toLog, leftOut: () => leftOut };
}
