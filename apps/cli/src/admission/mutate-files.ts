import {
  type AdmissionPlan,
  compileAdmissionPlan,
  type JsonObject,
  mutatePod,
  parseAdmissionOptions,
  planOwnerLookup,
  textAt,
} from '@dogwatch/admission';
import { type ExitCode, UsageError } from '../cli-command.js';
import type { Terminal } from '../terminal.js';
import { findOwner } from './find-owner.js';
import { parseEnvFile } from './parse-env-file.js';
import { podOfDocument } from './pod-of-document.js';
import { readDocuments } from './read-documents.js';
import { readFileText, readInput } from '../read-input.js';
import { parseLabels } from './parse-labels.js';
import { type MutatedDocument, type OutputFormat, renderMutation } from './render-mutation.js';

/** The options of `dogwatch admission mutate`. */
export interface MutateFilesOptions {
  readonly filename: string;
  readonly config?: string;
  readonly owners?: string;
  readonly namespace: string;
  readonly namespaceLabels?: string;
  readonly output: OutputFormat;
}

/** Mutates every pod of a file and writes the result; 1 when a webhook failed. */
export async function mutateFiles(options: MutateFilesOptions, terminal: Terminal): Promise<ExitCode> {
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
