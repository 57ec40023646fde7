import { applyPatch, type Decision, type JsonObject, type Mutation, type PatchOperation } from '@dogwatch/admission';
import { stringify } from 'yaml';
import type { Terminal } from '../terminal.js';

/** How a mutation is shown. */
export type OutputFormat = 'explain' | 'patch' | 'yaml';

/** A document and what became of its pod; without `mutation` it has none. */
export interface MutatedDocument {
  readonly document: JsonObject;
  readonly title: string;
  readonly edits: readonly PatchOperation[];
  readonly mutation?: Mutation;
}

/** The document in the wanted format, with a line end. */
export function renderMutation(mutated: MutatedDocument, format: OutputFormat, style: Terminal['style']): string {
  if (format === 'yaml') return renderYaml(mutated);
  return format === 'patch' ? renderPatch(mutated) : renderExplanation(mutated, style);
}

function renderYaml({ document, edits }: MutatedDocument): string {
  const patched = applyPatch(document, edits);
  // The core's own operations always fit; the laws of its tests say so.
  if (!patched.ok) throw new Error(patched.message);
  return stringify(patched.value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/** One operation a line. */
function renderPatch({ edits }: MutatedDocument): string {
  if (edits.length === 0) return '[]\n';
  return `[\n${edits.map((edit) => `  ${JSON.stringify(edit)}`).join(',\n')}\n]\n`;
}

function renderExplanation({ title, edits, mutation }: MutatedDocument, style: Terminal['style']): string {
  if (mutation === undefined) return `${title}: creates no pods\n`;
  const summary = edits.length === 0 ? 'unchanged' : `${edits.length} ${edits.length === 1 ? 'change' : 'changes'}`;
  return [`${title}: ${summary}`, ...mutation.decisions.map((decision) => renderDecision(decision, style)), ''].join(
    '\n',
  );
}

function renderDecision(
  { webhook, rule, outcome, reason, message, warns }: Decision,
  style: Terminal['style'],
): string {
  const color = outcome === 'applied' ? 'green' : outcome === 'failed' ? 'red' : warns ? 'yellow' : 'dim';
  return `  ${style(color, outcome.padEnd(7))} ${webhook}/${rule} ${reason}: ${message}`;
}
