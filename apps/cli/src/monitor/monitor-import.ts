import type { CliCommand } from '../cli-command.js';
import { addDatadogOptions } from './datadog-options.js';
import type { ImportMonitorsOptions } from './import-monitors.js';

/** `dogwatch monitor import`: resources of monitors that are there. */
export const monitorImport: CliCommand = {
  path: ['monitor', 'import'],
  summary: 'Write DatadogMonitors for monitors that are in Datadog, which take them over when they are applied',
  define: (command) => {
    command
      .argument('[ID...]', 'ids of monitors')
      .option('--tag <TAG...>', 'the monitors that have this tag, such as team:shop; several: all of them')
      .option('--namespace <NAME>', 'the namespace to write into the resources; default: none');
    addDatadogOptions(command).addHelpText(
      'after',
      '\nThe resources go to standard output, what cannot be imported to standard error.\n' +
        '\nExample:\n  dogwatch monitor import --tag team:shop --namespace shop > monitors.yaml',
    );
    return async (terminal) => {
      const { importMonitors } = await import('./import-monitors.js');
      return importMonitors(command.args, command.opts<ImportMonitorsOptions>(), terminal);
    };
  },
};
