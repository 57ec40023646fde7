import type { ExplainAnswer } from '@dogwatch/messages';
import { addAskOptions, type AskOptions, parseObjectName, withApps } from './ask-apps.js';
import type { CliCommand } from './cli-command.js';
import { tellAnswers } from './tell-answers.js';

/** `dogwatch explain hpa`: which DatadogMetrics an autoscaler means, and the chain of each. */
export const explainHpa: CliCommand = {
  path: ['explain', 'hpa'],
  summary: 'Why a HorizontalPodAutoscaler scales, or does not: its metrics, and what is served for them',
  define: (command) => {
    addAskOptions(command.argument('<NAMESPACE/NAME>', 'the HorizontalPodAutoscaler'));
    return async (terminal) => {
      const options = command.opts<AskOptions>();
      const request = { kind: 'hpa', ...parseObjectName(command.args[0]) } as const;
      const answers = await withApps(options, async (ask) => {
        const fromPollers = await ask('metrics-poller', request);
        const served = metricsOf(fromPollers).map((key) =>
          ask('external-metrics-api', { kind: 'metric', ...parseObjectName(key) }),
        );
        return [...fromPollers, ...(await Promise.all(served)).flat()];
      });
      return tellAnswers(`HorizontalPodAutoscaler ${command.args[0]}`, answers, options, terminal);
    };
  },
};

function metricsOf(answers: readonly ExplainAnswer[]): string[] {
  return [...new Set(answers.flatMap(({ steps }) => steps.flatMap(({ metric }) => metric ?? [])))];
}
