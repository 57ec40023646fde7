import { type Attributes, createLog, type Log } from '../log.js';
import type { FilterNode } from './ast.js';
import { compileNetworks } from './compile-networks.js';
import { compileAttribute, compileTerm, type Predicate } from './compile-term.js';
import { testElements } from './compile-value.js';
import { mergeAlternatives } from './merge-alternatives.js';
import { onElements } from './on-elements.js';
import { parseFilter } from './parse-filter.js';

/** What runs, or why there is nothing to run: `offset` is a place in the query, in UTF-16 units. */
export type CompiledFilter<Subject> =
  | { readonly ok: true; readonly value: (subject: Subject) => boolean }
  | { readonly ok: false; readonly reason: 'InvalidFilter'; readonly message: string; readonly offset: number };

/**
 * Compiles a query of Datadog's log search syntax to a predicate that allocates nothing: `service:web -@http.status_code:[200 TO 299]`.
 * A key without `@` is a reserved attribute or a tag; a log without such a tag is asked for an attribute of that path.
 */
export function compileFilter(query: string): CompiledFilter<Log> {
  return compile(query, (node) => node);
}

/** Compiles a query on the objects of an array: every key, with or without `@`, is a path inside the object. */
export function compileElementFilter(query: string): CompiledFilter<Attributes> {
  const compiled = compile(query, onElements);
  if (!compiled.ok) return compiled;
  const subject = createLog();
  const none = subject.attributes;
  const value = (element: Attributes): boolean => {
    subject.attributes = element;
    const isMatch = compiled.value(subject);
    subject.attributes = none;
    return isMatch;
  };
  return { ok: true, value };
}

function compile(query: string, prepare: (node: FilterNode) => FilterNode): CompiledFilter<Log> {
  const parsed = parseFilter(query);
  if (!parsed.ok) return { ok: false, reason: 'InvalidFilter', message: parsed.message, offset: parsed.offset };
  const failures: Failure[] = [];
  const value = compileNode(prepare(parsed.value), failures);
  const [failure] = failures;
  return failure === undefined ? { ok: true, value } : { ok: false, reason: 'InvalidFilter', ...failure };
}

interface Failure {
  readonly message: string;
  readonly offset: number;
}

function compileNode(node: FilterNode, failures: Failure[]): Predicate {
  switch (node.kind) {
    case 'everything': {
      return () => true;
    }
    case 'not': {
      const operand = compileNode(node.operand, failures);
      return (log) => !operand(log);
    }
    case 'and': {
      return compileAll(node.operands.map((operand) => compileNode(operand, failures)));
    }
    case 'or': {
      const { terms, others } = mergeAlternatives(node.operands);
      return compileAny([
        ...terms.map(({ field, value }) => compileTerm(field, value)),
        ...others.map((operand) => compileNode(operand, failures)),
      ]);
    }
    case 'term': {
      return compileTerm(node.field, node.value);
    }
    default: {
      return compileCidr(node, failures);
    }
  }
}

function compileCidr({ path, networks, span }: FilterNode & { readonly kind: 'cidr' }, failures: Failure[]): Predicate {
  const compiled = compileNetworks(networks);
  if (compiled.ok) {
    const isWithin = compiled.value;
    return compileAttribute(
      path,
      testElements((scalar) => typeof scalar === 'string' && isWithin(scalar)),
    );
  }
  const message = `found ${JSON.stringify(compiled.network)}, expected a network such as 10.0.0.0/8 or 2001:db8::/32`;
  failures.push({ message, offset: span.start });
  return () => false;
}

function compileAll(predicates: readonly Predicate[]): Predicate {
  const [first, second] = predicates;
  if (first !== undefined && second !== undefined && predicates.length === 2) return (log) => first(log) && second(log);
  return (log) => {
    for (const predicate of predicates) if (!predicate(log)) return false;
    return true;
  };
}

function compileAny(predicates: readonly Predicate[]): Predicate {
  const [first, second] = predicates;
  if (first !== undefined && second === undefined) return first;
  return (log) => {
    for (const predicate of predicates) if (predicate(log)) return true;
    return false;
  };
}
