import type { ExplainAnswer } from '@dogwatch/messages';
import { addAskOptions, type AskOptions, parseObjectName, withApps } from './ask-apps.js';
import type { CliCommand } from './cli-command.js';
import { tellAnswers } from './tell-answers.js';

/** `dogwatch explain trigger`: what KEDA asks keda-scaler of a ScaledObject, and the chain behind what it is told. */
export const explainTrigger: CliCommand = {
  path: ['explain', 'trigger'],
  summary: 'Why a ScaledObject scales, or does not: its triggers of keda-scaler, and what KEDA was told',
  define: (command) => {
    addAskOptions(command.argument('<NAMESPACE/NAME>', 'the ScaledObject'));
    return async (terminal) => {
      const options = command.opts<AskOptions>();
      const request = { kind: 'trigger', ...parseObjectName(command.args[0]) } as const;
      const answers = await withApps(options, async (ask) => {
        const fromScalers = await ask('keda-scaler', request);
        const behind = [
          ...metricsOf(fromScalers).map((key) => ({ kind: 'metric' as const, ...parseObjectName(key) })),
          ...queriesOf(fromScalers).map(({ org, query }) => ({ kind: 'query' as const, namespace: org, name: query })),
        ];
        return [...fromScalers, ...(await Promise.all(behind.map((cause) => ask('metrics-poller', cause)))).flat()];
      });
      return tellAnswers(`ScaledObject ${command.args[0]}`, answers, options, terminal);
    };
  },
};

function metricsOf(answers: readonly ExplainAnswer[]): string[] {
  return [...new Set(stepsOf(answers).flatMap(({ metric }) => metric ?? []))];
}

function queriesOf(answers: readonly ExplainAnswer[]): { readonly org: string; readonly query: string }[] {
  const wanted = stepsOf(answers).flatMap(({ wanted }) => wanted ?? []);
  return [...new Map(wanted.map((one) => [`${one.org} ${one.query}`, one])).values()];
}

function stepsOf(answers: readonly ExplainAnswer[]): ExplainAnswer['steps'] {
  return answers.flatMap(({ steps }) => steps);
}
