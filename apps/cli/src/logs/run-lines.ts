import type { ExitCode } from '../cli-command.js';
import { maxLineLength, readLineBatches } from '../read-lines.js';
import type { Terminal } from '../terminal.js';
import { createCliEnvironment } from './cli-environment.js';
import { compileFile, programOf } from './compile-file.js';
import { createReadLine, type LineOptions } from './line-options.js';
import { readPipelineFile } from './pipeline-file.js';
import { printLog } from './print-log.js';

/** Processes lines as they arrive; reads on once the last ones are written. */
export async function runLines(file: string, options: LineOptions, terminal: Terminal): Promise<ExitCode> {
  const pipeline = await readPipelineFile(file);
  const environment = await createCliEnvironment({ nowMillis: Date.now, geoip: options.geoip });
  const program = programOf(compileFile(pipeline, environment), pipeline, terminal);
  if (program === undefined) return 1;
  const readLine = createReadLine(pipeline, options);
  for await (const lines of readLineBatches(terminal.input)) {
    let output = '';
    for (const { number, text } of lines) {
      if (text === undefined)
        terminal.tell(`line ${number} is left out: it is longer than ${maxLineLength} characters`);
      if (text === undefined || text.trim() === '') continue;
      const log = readLine(text);
      program.process(log);
      output += `${printLog(log)}\n`;
    }
    if (output !== '') await terminal.write(output);
  }
  return 0;
}
