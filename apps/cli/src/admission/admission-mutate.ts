import {
  type AdmissionPlan,
  compileAdmissionPlan,
  type JsonObject,
  mutatePod,
  parseAdmissionOptions,
  planOwnerLookup,
  textAt,
} from '@dogwatch/admission';
import { Option } from 'commander';
import { type CliCommand, type ExitCode, UsageError } from '../cli-command.js';
import type { Terminal } from '../terminal.js';
import { findOwner } from './find-owner.js';
import { parseEnvFile } from './parse-env-file.js';
import { podOfDocument } from './pod-of-document.js';
import { readDocuments } from './read-documents.js';
import { parseLabels, readFileText, readInput } from './read-input.js';
import { type MutatedDocument, type OutputFormat, renderMutation } from './render-mutation.js';

interface Options {
  readonly filename: string;
  readonly config?: string;
  readonly owners?: string;
  readonly namespace: string;
  readonly namespaceLabels?: string;
  readonly output: OutputFormat;
}

/** `dogwatch admission mutate`: what the webhooks would make of pods, without a cluster. */
export const admissionMutate: CliCommand = {
  path: ['admission', 'mutate'],
  summary: 'Show what the admission webhooks make of pods and of the pods of workloads, without a cluster',
  define: (command) => {
    command
      .requiredOption(
        '-f, --filename <FILE>',
        'a file with pods, Deployments, Jobs, ... as YAML or JSON; - for standard input',
      )
      .option('--config <FILE>', 'the options of the webhook, one NAME=value a line')
      .option('--owners <FILE>', 'objects whose labels the pods may take their tags from')
      .option('--namespace <NAME>', 'the namespace of objects that name none', 'default')
      .option('--namespace-labels <LABELS>', 'the labels of the namespace, such as team=a,stage=prod')
      .addOption(
        new Option('-o, --output <FORMAT>', 'the changed objects, the JSON patches, or what each rule did and why')
          .choices(['yaml', 'patch', 'explain'])
          .default('yaml'),
      )
      .addHelpText('after', '\nExample:\n  dogwatch admission mutate -f deployment.yaml -o explain');
    return (terminal) => run(command.opts<Options>(), terminal);
  },
};

async function run(options: Options, terminal: Terminal): Promise<ExitCode> {
  const plan = compilePlan(options.config === undefined ? {} : await readConfig(options.config), terminal);
  const documents = readDocuments(await readInput(options.filename, terminal), options.filename);
  const owners =
    options.owners === undefined ? [] : readDocuments(await readInput(options.owners, terminal), options.owners);
  const mutated = documents.map((document) =>
    mutateDocument(document, plan, {
      objects: [...documents, ...owners],
      namespace: options.namespace,
      namespaceLabels: options.namespaceLabels === undefined ? undefined : parseLabels(options.namespaceLabels),
    }),
  );
  for (const [index, one] of mutated.entries()) {
    for (const warning of one.mutation?.warnings ?? []) terminal.tell(`warning: ${one.title}: ${warning}`);
    const separator = index > 0 && options.output === 'yaml' ? '---\n' : '';
    await terminal.write(separator + renderMutation(one, options.output, terminal.style));
  }
  return mutated.some(({ mutation }) => mutation?.failure !== undefined) ? 1 : 0;
}

interface Surroundings {
  /** Objects that may own the pods. */
  readonly objects: readonly JsonObject[];
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>> | undefined;
}

function mutateDocument(document: JsonObject, plan: AdmissionPlan, surroundings: Surroundings): MutatedDocument {
  const found = podOfDocument(document);
  if (found === undefined) return { document, title: textAt(document, 'kind') ?? 'object', edits: [] };
  const { namespaceLabels, objects } = surroundings;
  const context = {
    namespace: found.namespace === '' ? surroundings.namespace : found.namespace,
    nowSeconds: Math.floor(Date.now() / 1000),
    ...(namespaceLabels && { namespaceLabels }),
  };
  const wanted =
    planOwnerLookup('standard_tags', found.pod, plan, context) ??
    planOwnerLookup('lib_injection', found.pod, plan, context);
  const owner = findOwner(wanted, objects);
  const mutation = mutatePod(found.pod, plan, { ...context, ...(owner && { owner }) });
  return { document, title: found.title, edits: found.toDocumentEdits(mutation.edits), mutation };
}

function compilePlan(environment: Readonly<Record<string, string>>, terminal: Terminal): AdmissionPlan {
  const parsed = parseAdmissionOptions(environment);
  const fatal = parsed.errors.filter(({ disables }) => disables === undefined);
  if (fatal.length > 0) throw new UsageError(fatal.map(({ message }) => message).join('\n'));
  for (const { message } of [...parsed.errors, ...parsed.warnings]) terminal.tell(`warning: ${message}`);
  return compileAdmissionPlan(parsed, {
    ownNamespace: environment['DD_KUBE_RESOURCES_NAMESPACE'] ?? 'datadog',
    startTimeSeconds: Math.floor(Date.now() / 1000),
  });
}

async function readConfig(file: string): Promise<Readonly<Record<string, string>>> {
  return parseEnvFile(await readFileText(file), file);
}
