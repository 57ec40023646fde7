import type { ExplainAnswer } from '@dogwatch/messages';
import type { AskOptions } from './ask-apps.js';
import type { ExitCode } from './cli-command.js';
import { renderExplanation } from './render-explanation.js';
import type { Terminal } from './terminal.js';

/**
 * Shows what the replicas said. 0: they know the object and nothing about it has failed; 1: something has, or nobody knows it.
 */
export async function tellAnswers(
  title: string,
  answers: readonly ExplainAnswer[],
  options: Pick<AskOptions, 'json'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const known = answers.filter((answer) => answer.known);
  const code = known.length === 0 || known.some(({ steps }) => steps.some(({ state }) => state === 'failed')) ? 1 : 0;
  if (options.json === true) {
    await terminal.write(`${JSON.stringify(answers)}\n`);
    return code;
  }
  if (answers.length === 0) {
    terminal.tell(`${title}: no app answered. Do they run, with the same NATS and subject root?`);
    return 1;
  }
  if (known.length === 0) await terminal.write(`${title}: none of ${answers.length} replicas knows it.\n`);
  else await terminal.write(`${title}\n`);
  const worthTelling = known.length === 0 ? answers.filter(({ steps }) => steps.length > 0) : known;
  for (const answer of worthTelling) await terminal.write(`\n${renderExplanation(answer, terminal)}`);
  return code;
}
