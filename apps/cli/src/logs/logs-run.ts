import type { CliCommand } from '../cli-command.js';
import { addLineOptions, type LineOptions } from './line-options.js';

/** `dogwatch logs run`: lines in, processed logs out. */
export const logsRun: CliCommand = {
  path: ['logs', 'run'],
  summary: 'Send lines of standard input through pipelines: one JSON object a line comes out',
  define: (command) => {
    addLineOptions(command.argument('<PIPELINE>', 'a file with one or more pipelines, as JSON or YAML')).addHelpText(
      'after',
      '\nExample:\n  tail -f access.log | dogwatch logs run nginx.yaml',
    );
    return async (terminal) => {
      const { runLines } = await import('./run-lines.js');
      return runLines(command.args[0] ?? '', command.opts<LineOptions>(), terminal);
    };
  },
};
