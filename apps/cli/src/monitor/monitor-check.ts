import type { CliCommand } from '../cli-command.js';
import type { CheckManifestsOptions } from './check-manifests.js';
import { addResourceOptions } from './resource-options.js';

/** `dogwatch monitor check`: what is wrong in resources, before they are applied. */
export const monitorCheck: CliCommand = {
  path: ['monitor', 'check'],
  summary:
    'Tell what is wrong in DatadogMonitors, DatadogSLOs, DatadogDashboards and DatadogGenericResources: exit code 0 when all can be applied, 1 when one is refused',
  define: (command) => {
    addResourceOptions(command)
      .option('--strict', 'exit code 1 for warnings too')
      .option('--json', 'one JSON object a problem: severity, reason, path, message, file, line, query, offset')
      .addHelpText('after', '\nExample:\n  dogwatch monitor check -f monitors/ --strict');
    return async (terminal) => {
      const { checkManifests } = await import('./check-manifests.js');
      return checkManifests(command.opts<CheckManifestsOptions>(), terminal);
    };
  },
};
