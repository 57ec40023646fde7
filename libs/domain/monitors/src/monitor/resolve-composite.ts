import type { FieldProblem } from '../field-problem.js';

/** What a composite can name: a resource of its own or another namespace. */
export interface MonitorReference {
  readonly namespace: string;
  readonly name: string;
}

/** The id in Datadog of a DatadogMonitor; `undefined`: there is no such resource; 0: it has no id yet. */
export type LookUpMonitor = (reference: MonitorReference) => number | undefined;

const word = /[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)?/gu;

/**
 * Replaces the names of DatadogMonitors (`NAME` or `NAMESPACE/NAME`) in a composite's query by their ids; numbers stay.
 * A name of the own namespace needs none before it.
 */
export function resolveComposite(
  query: string,
  ownNamespace: string,
  lookUp: LookUpMonitor,
): { readonly ok: true; readonly query: string } | { readonly ok: false; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const resolved = query.replaceAll(word, (text, offset: number) => {
    if (/^\d+$/.test(text)) return text;
    const reference = parseReference(text, ownNamespace);
    const id = lookUp(reference);
    if (id !== undefined && id !== 0) return String(id);
    problems.push(toProblem(reference, id, offset));
    return text;
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, query: resolved };
}

/** The resources that a composite's query names. */
export function compositeReferences(query: string, ownNamespace: string): readonly MonitorReference[] {
  return [...query.matchAll(word)]
    .filter(([text]) => !/^\d+$/.test(text))
    .map(([text]) => parseReference(text, ownNamespace));
}

function parseReference(text: string, ownNamespace: string): MonitorReference {
  const [first = '', second] = text.split('/');
  return second === undefined ? { namespace: ownNamespace, name: first } : { namespace: first, name: second };
}

function toProblem({ namespace, name }: MonitorReference, id: number | undefined, offset: number): FieldProblem {
  const what =
    id === undefined
      ? `there is no DatadogMonitor ${namespace}/${name}`
      : `DatadogMonitor ${namespace}/${name} has no id in Datadog yet; the composite is created once it has one`;
  return { reason: 'BadReference', path: 'spec.query', message: `spec.query: ${what}`, offset };
}
