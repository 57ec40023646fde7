import type { ExitCode } from '../cli-command.js';
import { readLineBatches } from '../read-lines.js';
import type { Terminal } from '../terminal.js';
import type { LineOptions } from './line-options.js';
import { openLines } from './open-lines.js';
import { printLog } from './print-log.js';

/** Processes lines as they arrive; reads on once the last ones are written. */
export async function runLines(file: string, options: LineOptions, terminal: Terminal): Promise<ExitCode> {
  const opened = await openLines(file, options, terminal);
  if (opened === undefined) return 1;
  const { program, toLog, leftOut } = opened;
  for await (const lines of readLineBatches(terminal.input)) {
    let output = '';
    for (const line of lines) {
      const log = toLog(line);
      if (log === undefined) continue;
      program.process(log);
      output += `${printLog(log)}\n`;
    }
    if (output !== '') await terminal.write(output);
  }
  return leftOut() > 0 ? 1 : 0;
}
