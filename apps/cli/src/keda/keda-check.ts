import type { CliCommand } from '../cli-command.js';
import type { CheckTriggersOptions } from './check-triggers.js';

/** `dogwatch keda check`: what is wrong with triggers, before KEDA tells or does not. */
export const kedaCheck: CliCommand = {
  path: ['keda', 'check'],
  summary:
    "Tell what is wrong in KEDA's triggers for Datadog and what they refer to: exit code 0 when all is well, 1 when something is not",
  define: (command) => {
    command
      .requiredOption(
        '-f, --filename <FILE...>',
        'files with ScaledObjects or ScaledJobs, and their TriggerAuthentications, Secrets and DatadogMetrics, as YAML or JSON; - for standard input',
      )
      .option(
        '--scaler-address <HOST:PORT...>',
        'addresses of keda-scaler, where they do not hold "keda-scaler" or "dogwatch"',
      )
      .option('--strict', 'exit code 1 for warnings too')
      .option('--json', 'one JSON object a finding: file, line, column, severity, reason, path, message')
      .addHelpText('after', '\nExample:\n  dogwatch keda check -f scaledobject.yaml');
    return async (terminal) => {
      const { checkTriggers } = await import('./check-triggers.js');
      return checkTriggers(command.opts<CheckTriggersOptions>(), terminal);
    };
  },
};
