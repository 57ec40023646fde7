import { addAskOptions, type AskOptions, parseObjectName, withApps } from '../ask-apps.js';
import type { CliCommand } from '../cli-command.js';
import { tellAnswers } from '../tell-answers.js';

/** `dogwatch explain monitor`: the chain from a DatadogMonitor to its monitor and back. */
export const explainMonitor: CliCommand = {
  path: ['explain', 'monitor'],
  summary: 'Why a DatadogMonitor is as it is: definition, monitor, last call, last reading, what is done next',
  define: (command) => {
    addAskOptions(command.argument('<NAMESPACE/NAME>', 'the DatadogMonitor'));
    return async (terminal) => {
      const options = command.opts<AskOptions>();
      const request = { kind: 'monitor', ...parseObjectName(command.args[0]) } as const;
      const answers = await withApps(options, (ask) => ask('monitor-sync', request));
      return tellAnswers(`DatadogMonitor ${command.args[0]}`, answers, options, terminal);
    };
  },
};
