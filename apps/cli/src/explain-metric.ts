import { addAskOptions, type AskOptions, parseObjectName, withApps } from './ask-apps.js';
import type { CliCommand } from './cli-command.js';
import { tellAnswers } from './tell-answers.js';

/** `dogwatch explain metric`: the chain from a DatadogMetric's query to the value served. */
export const explainMetric: CliCommand = {
  path: ['explain', 'metric'],
  summary: 'Why a DatadogMetric has the value it has, or none: query, batch, answer, point, value served',
  define: (command) => {
    addAskOptions(command.argument('<NAMESPACE/NAME>', 'the DatadogMetric'));
    return async (terminal) => {
      const options = command.opts<AskOptions>();
      const request = { kind: 'metric', ...parseObjectName(command.args[0]) } as const;
      const answers = await withApps(options, async (ask) =>
        (await Promise.all([ask('metrics-poller', request), ask('external-metrics-api', request)])).flat(),
      );
      return tellAnswers(`DatadogMetric ${command.args[0]}`, answers, options, terminal);
    };
  },
};
