import { type JsonObject, objectAt, textAt } from '@dogwatch/admission';
import type { ExplainRequest } from '@dogwatch/messages';
import { addAskOptions, type AskOptions, parseObjectName, withApps } from '../ask-apps.js';
import { type CliCommand, type ExitCode, UsageError } from '../cli-command.js';
import { tellAnswers } from '../tell-answers.js';
import type { Terminal } from '../terminal.js';
import { podOfDocument } from './pod-of-document.js';
import { readDocuments } from './read-documents.js';
import { readInput } from '../read-input.js';
import { parseLabels } from './parse-labels.js';

interface Options extends AskOptions {
  readonly filename?: string;
  readonly namespace?: string;
  readonly namespaceLabels?: string;
}

const app = 'admission-webhook';

/** `dogwatch explain pod`: what the webhooks decided about a pod, or would decide about one that is not there. */
export const explainPod: CliCommand = {
  path: ['explain', 'pod'],
  summary:
    'Why a pod carries what the webhooks inject, or does not: switch, source and target that decided, and why not',
  define: (command) => {
    addAskOptions(command.argument('[NAMESPACE/NAME]', 'the pod'))
      .option(
        '-f, --filename <FILE>',
        'a file with pods or workloads to decide about by the running rules; - for standard input',
      )
      .option('--namespace <NAME>', 'with -f: the namespace of objects that name none; default: default')
      .option('--namespace-labels <LABELS>', 'with -f: labels of the namespace, instead of those it has')
      .addHelpText(
        'after',
        '\nExamples:\n  dogwatch explain pod shop/web-7d4b9c6f5-x2k8p\n  dogwatch explain pod -f deployment.yaml --namespace shop',
      );
    return (terminal) => run(command.args[0], command.opts<Options>(), terminal);
  },
};

async function run(name: string | undefined, options: Options, terminal: Terminal): Promise<ExitCode> {
  if ((name === undefined) === (options.filename === undefined))
    throw new UsageError('name a pod (NAMESPACE/NAME) or a file (-f FILE), one of both');
  if (options.filename !== undefined) return explainFile(options.filename, options, terminal);
  const request = { kind: 'pod', ...parseObjectName(name) } as const;
  const answers = await withApps(options, (ask) => ask(app, request));
  return tellAnswers(`Pod ${name}`, answers, options, terminal);
}

async function explainFile(file: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const documents = readDocuments(await readInput(file, terminal), file);
  const codes: ExitCode[] = [];
  for (const document of documents) {
    const found = toRequest(document, options);
    if (found === undefined) continue;
    // every replica works by the same rules, so one answer is enough
    const answers = await withApps(options, (ask) => ask(app, found.request));
    const [first = []] = answers.map((answer) => [answer]);
    codes.push(await tellAnswers(found.title, first, options, terminal));
  }
  if (codes.length === 0) throw new UsageError(`${file} holds neither a pod nor a workload`);
  return codes.includes(1) ? 1 : 0;
}

function toRequest(
  document: JsonObject,
  { namespace = 'default', namespaceLabels }: Options,
): { readonly title: string; readonly request: ExplainRequest } | undefined {
  const found = podOfDocument(document);
  if (found === undefined) return undefined;
  const object = found.path === '' ? found.pod : withOwner(found.pod, document);
  return {
    title: found.title,
    request: {
      kind: 'pod',
      namespace: found.namespace || namespace,
      name: '',
      object,
      ...(namespaceLabels !== undefined && { namespaceLabels: parseLabels(namespaceLabels) }),
    },
  };
}

/** The workload itself is the owner: the objects that stand between it and its pods do not exist yet. */
function withOwner(pod: JsonObject, workload: JsonObject): JsonObject {
  const metadata = objectAt(workload, 'metadata');
  const owner = {
    apiVersion: textAt(workload, 'apiVersion') ?? '',
    kind: textAt(workload, 'kind') ?? '',
    name: textAt(metadata, 'name') ?? '',
  };
  return { ...pod, metadata: { ...objectAt(pod, 'metadata'), ownerReferences: [owner] } };
}
