import { addAskOptions, type AskOptions, withApps } from './ask-apps.js';
import type { CliCommand } from './cli-command.js';
import { tellAnswers } from './tell-answers.js';

/** `dogwatch explain pipelines`: the pipelines each replica works with, and why not others. */
export const explainPipelines: CliCommand = {
  path: ['explain', 'pipelines'],
  summary: 'Which log pipelines log-preprocessor works with, what it refused, and which rules it switched off',
  define: (command) => {
    addAskOptions(command);
    return async (terminal) => {
      const options = command.opts<AskOptions>();
      const request = { kind: 'pipelines', namespace: '', name: '' } as const;
      const answers = await withApps(options, (ask) => ask('log-preprocessor', request));
      return tellAnswers('Log pipelines', answers, options, terminal);
    };
  },
};
