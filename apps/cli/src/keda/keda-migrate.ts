import type { CliCommand } from '../cli-command.js';
import type { MigrateTriggersOptions } from './migrate-triggers.js';

/** `dogwatch keda migrate`: from KEDA's own Datadog scaler to keda-scaler. */
export const kedaMigrate: CliCommand = {
  path: ['keda', 'migrate'],
  summary:
    "Move triggers from KEDA's own Datadog scaler to keda-scaler: prints the file with its comments, and tells on standard error what changes",
  define: (command) => {
    command
      .requiredOption(
        '-f, --filename <FILE>',
        'a file with ScaledObjects or ScaledJobs as YAML or JSON; - for standard input',
      )
      .option('--scaler-address <HOST:PORT>', 'where KEDA reaches keda-scaler', 'dogwatch-keda-scaler.dogwatch:9090')
      .option('--org <NAME>', 'the organization of Datadog, as metrics-poller names it, to ask queries with')
      .addHelpText('after', '\nExample:\n  dogwatch keda migrate -f scaledobject.yaml > moved.yaml');
    return async (terminal) => {
      const { migrateTriggers } = await import('./migrate-triggers.js');
      return migrateTriggers(command.opts<MigrateTriggersOptions>(), terminal);
    };
  },
};
