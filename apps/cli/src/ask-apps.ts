import { type ExplainAnswer, explainAnswer, type ExplainRequest, explainSubject } from '@dogwatch/messages';
import { connectNats, type NatsLink } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import type { Command } from 'commander';
import { UsageError } from './cli-command.js';

/** How to reach the apps; options win over the variables the apps themselves read. */
export interface AskOptions {
  readonly nats?: string;
  readonly root?: string;
  readonly wait?: string;
  readonly json?: boolean;
}

const defaultUrl = 'nats://127.0.0.1:4222';
const defaultWaitSeconds = 1;
const maxWaitSeconds = 60;
const connectMillis = 3000;
/** Replicas of one app that are heard at most. */
const maxReplicas = 100;

/** Adds the options of `AskOptions` to a command. */
export function addAskOptions(command: Command): Command {
  return command
    .option('--nats <url>', `NATS server; default NATS_URL, else ${defaultUrl}`)
    .option('--root <token>', 'first token of the NATS subjects; default NATS_SUBJECT_ROOT, else dogwatch')
    .option('--wait <seconds>', `how long to wait for answers; default ${defaultWaitSeconds}`)
    .option('--json', 'the answers as one JSON array')
    .addHelpText(
      'after',
      '\nNATS_USER, NATS_PASSWORD, NATS_TOKEN, NATS_CREDS_FILE and NATS_CA_FILE are read from the environment.\n' +
        'From outside of the cluster: kubectl port-forward service/dogwatch-nats 4222',
    );
}

/** Reads `NAMESPACE/NAME`; anything else is a usage error that says so. */
export function parseObjectName(text: string | undefined): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = '', ...rest] = (text ?? '').split('/');
  if (namespace !== '' && name !== '' && rest.length === 0) return { namespace, name };
  throw new UsageError(`the object is named NAMESPACE/NAME, such as shop/checkout-requests; got "${text ?? ''}"`);
}

function parseWait(text: string | undefined): number {
  const seconds = Number(text ?? defaultWaitSeconds);
  if (seconds > 0 && seconds <= maxWaitSeconds) return seconds * 1000;
  throw new UsageError(`--wait is a number of seconds above 0 and up to ${maxWaitSeconds}; got "${text}"`);
}

function toLink({ nats, root }: AskOptions): NatsLink {
  const { env } = process;
  const servers = nats ?? env['NATS_URL'] ?? defaultUrl;
  const caFile = env['NATS_CA_FILE'];
  try {
    return connectNats({
      servers,
      root: root ?? env['NATS_SUBJECT_ROOT'] ?? 'dogwatch',
      name: 'dogwatch cli',
      user: env['NATS_USER'],
      password: env['NATS_PASSWORD'],
      token: env['NATS_TOKEN'],
      credsFile: env['NATS_CREDS_FILE'],
      tls: caFile === undefined ? undefined : { caFile },
      log: silentLogger,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function connected(link: NatsLink): Promise<void> {
  const timeout = AbortSignal.timeout(connectMillis);
  const { promise, reject } = Promise.withResolvers<never>();
  timeout.addEventListener('abort', () =>
    reject(
      new UsageError(
        `NATS cannot be reached; name it with --nats or NATS_URL: ${link.state().lastError ?? 'no answer'}`,
      ),
    ),
  );
  await Promise.race([link.connected(), promise]);
}

/** Asks apps over NATS; closed when `work` is done. */
export async function withApps<T>(
  options: AskOptions,
  work: (ask: (app: string, request: ExplainRequest) => Promise<ExplainAnswer[]>) => Promise<T>,
): Promise<T> {
  const waitMillis = parseWait(options.wait);
  return withLink(options, (link) =>
    work(async (app, request) => {
      const answers = await link.requestMany(explainSubject, { app }, request, {
        schema: explainAnswer,
        waitMillis,
        max: maxReplicas,
      });
      if (!answers.ok) return [];
      return answers.value.flatMap((answer) => (answer.ok ? [answer.value] : []));
    }),
  );
}

/** Works with a connection to NATS; closed when `work` is done. */
export async function withLink<T>(options: AskOptions, work: (link: NatsLink) => Promise<T>): Promise<T> {
  const link = toLink(options);
  try {
    await connected(link);
    return await work(link);
  } finally {
    await link.stop();
  }
}
