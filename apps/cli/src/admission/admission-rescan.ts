import { type AdmissionRescan, admissionRescan as answer, admissionRescanSubject } from '@dogwatch/messages';
import { addAskOptions, type AskOptions, withLink } from '../ask-apps.js';
import { type CliCommand, type ExitCode, UsageError } from '../cli-command.js';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';

interface Options extends AskOptions {
  readonly namespace?: string;
}

/** The leader reads all pods for it. */
const patienceMillis = 60_000;

/** `dogwatch admission rescan`: which running pods lack what the webhooks would give them. */
export const admissionRescan: CliCommand = {
  path: ['admission', 'rescan'],
  summary: 'Find running pods that lack what the admission webhooks would give them if they were created now',
  define: (command) => {
    addAskOptions(command).option('--namespace <NAME>', 'only pods of this namespace');
    return (terminal) => run(command.opts<Options>(), terminal);
  },
};

async function run({ namespace, ...options }: Options, terminal: Terminal): Promise<ExitCode> {
  const found = await withLink(options, (link) =>
    link.requestJson(
      admissionRescanSubject,
      {},
      { ...(namespace !== undefined && { namespace }) },
      {
        schema: answer,
        timeoutMillis: patienceMillis,
      },
    ),
  );
  if (!found.ok)
    throw new UsageError(`admission-webhook did not answer (${found.reason}: ${found.message}); does its leader run?`);
  await terminal.write(options.json === true ? `${JSON.stringify(found.value)}\n` : render(found.value, terminal));
  return found.value.missing === 0 ? 0 : 1;
}

function render({ checked, missing, pods }: AdmissionRescan, { style }: Pick<Terminal, 'style'>): string {
  const lines = pods.flatMap(({ namespace, name, missing: lacks }) => [
    `${style('yellow', '!')} ${shown(namespace)}/${shown(name)}`,
    ...lacks.map((what) => `    ${shown(what)}`),
  ]);
  const rest = missing > pods.length ? [`... and ${missing - pods.length} more`] : [];
  const advice = missing === 0 ? [] : ['Create them again (kubectl rollout restart) to have them changed.'];
  return [...lines, ...rest, `${checked} pods, ${missing} lack something`, ...advice, ''].join('\n');
}
