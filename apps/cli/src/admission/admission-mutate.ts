import { Option } from 'commander';
import type { CliCommand } from '../cli-command.js';
import type { MutateFilesOptions } from './mutate-files.js';

/** `dogwatch admission mutate`: what the webhooks would make of pods, without a cluster. */
export const admissionMutate: CliCommand = {
  path: ['admission', 'mutate'],
  summary: 'Show what the admission webhooks make of pods and of the pods of workloads, without a cluster',
  define: (command) => {
    command
      .requiredOption(
        '-f, --filename <FILE>',
        'a file with pods, Deployments, Jobs, ... as YAML or JSON; - for standard input',
      )
      .option('--config <FILE>', 'the options of the webhook, one NAME=value a line')
      .option('--owners <FILE>', 'objects whose labels the pods may take their tags from')
      .option('--namespace <NAME>', 'the namespace of objects that name none', 'default')
      .option('--namespace-labels <LABELS>', 'the labels of the namespace, such as team=a,stage=prod')
      .addOption(
        new Option('-o, --output <FORMAT>', 'the changed objects, the JSON patches, or what each rule did and why')
          .choices(['yaml', 'patch', 'explain'])
          .default('yaml'),
      )
      .addHelpText('after', '\nExample:\n  dogwatch admission mutate -f deployment.yaml -o explain');
    // Loaded when it is needed: the rules and the YAML parser would slow down every other command.
    return async (terminal) => {
      const { mutateFiles } = await import('./mutate-files.js');
      return mutateFiles(command.opts<MutateFilesOptions>(), terminal);
    };
  },
};
