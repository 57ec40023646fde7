import type { CliCommand } from '../cli-command.js';
import type { ExplainLinesOptions } from './explain-lines.js';
import { addLineOptions } from './line-options.js';

/** `dogwatch logs explain`: what each processor did to a line, and why. */
export const logsExplain: CliCommand = {
  path: ['logs', 'explain'],
  summary: 'Show what each processor of pipelines does to a line of standard input, and why',
  define: (command) => {
    addLineOptions(command.argument('<PIPELINE>', 'a file with one or more pipelines, as JSON or YAML'))
      .option('--test <NUMBER>', 'take the sample of a test instead, and tell what differs')
      .option('--json', 'one JSON object a line: steps and log')
      .addHelpText(
        'after',
        "\nExamples:\n  echo '10.0.0.1 - - [..] ...' | dogwatch logs explain nginx.yaml\n  dogwatch logs explain nginx.yaml --test 3",
      );
    return async (terminal) => {
      const { explainLines } = await import('./explain-lines.js');
      return explainLines(command.args[0] ?? '', command.opts<ExplainLinesOptions>(), terminal);
    };
  },
};
