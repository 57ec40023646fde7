import type { CliCommand } from '../cli-command.js';
import type { RenderResourcesOptions } from './render-resources.js';
import { addResourceOptions } from './resource-options.js';

/** `dogwatch monitor render`: what would be sent to Datadog. */
export const monitorRender: CliCommand = {
  path: ['monitor', 'render'],
  summary: 'Show the body that creates the object of each resource in Datadog, as JSON, without sending it',
  define: (command) => {
    addResourceOptions(command)
      .option('--cluster-uid <UID>', 'the uid of the namespace kube-system: adds the mark of the owner, as it is sent')
      .addHelpText(
        'after',
        '\nA composite holds the ids of its monitors; they are taken from the status or from the annotation\n' +
          'monitor.datadoghq.com/adopt-id of the resources in the same files.\n' +
          '\nExample:\n  dogwatch monitor render -f monitor.yaml | jq .options',
      );
    return async (terminal) => {
      const { renderResources } = await import('./render-resources.js');
      return renderResources(command.opts<RenderResourcesOptions>(), terminal);
    };
  },
};
