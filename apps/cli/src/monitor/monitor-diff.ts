import type { CliCommand } from '../cli-command.js';
import type { DiffResourcesOptions } from './diff-resources.js';
import { addDatadogOptions } from './datadog-options.js';
import { addResourceOptions } from './resource-options.js';

/** `dogwatch monitor diff`: what applying resources would change in Datadog. */
export const monitorDiff: CliCommand = {
  path: ['monitor', 'diff'],
  summary:
    'Show what monitor-sync would change in Datadog for resources, and why: exit code 0 when nothing, 1 when something',
  define: (command) => {
    addResourceOptions(command)
      .option('--cluster-uid <UID>', 'the uid of the namespace kube-system; without it owner tags of any cluster count')
      .option('--json', 'the plan as one JSON array');
    addDatadogOptions(command).addHelpText(
      'after',
      '\nAn object is found by the id in the status, by the annotation monitor.datadoghq.com/adopt-id, or by the\n' +
        'tag of its owner. One that has the same title only is told, since it would be left alone.\n' +
        '\nExample:\n  kubectl get datadogmonitor -A -o yaml | dogwatch monitor diff -f -',
    );
    return async (terminal) => {
      const { diffResources } = await import('./diff-resources.js');
      return diffResources(command.opts<DiffResourcesOptions>(), terminal);
    };
  },
};
