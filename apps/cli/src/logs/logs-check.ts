import type { CliCommand } from '../cli-command.js';
import type { CheckFilesOptions } from './check-files.js';

/** `dogwatch logs check`: what is wrong or doubtful in pipelines. */
export const logsCheck: CliCommand = {
  path: ['logs', 'check'],
  summary: 'Tell what is wrong or doubtful in pipelines: exit code 0 when they can run, 1 when one is refused',
  define: (command) => {
    command
      .argument('<PIPELINE...>', 'files with one or more pipelines, as JSON or YAML')
      .option('--strict', 'exit code 1 for warnings too')
      .option('--json', 'one JSON object a problem: file, severity, reason, path, message')
      .addHelpText('after', '\nExample:\n  dogwatch logs check pipelines/*.yaml --strict');
    return async (terminal) => {
      const { checkFiles } = await import('./check-files.js');
      return checkFiles(command.args, command.opts<CheckFilesOptions>(), terminal);
    };
  },
};
