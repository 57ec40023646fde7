import type { LabelSelector, Requirement } from './label-selector.js';
import type { ScalingOptions } from './options.js';
import { failure, type Failure } from './reasons.js';

/**
 * The Datadog scope of a selector. Plain equalities give the comma form, `key:value` sorted by byte and joined with commas,
 * `*` when there are none. As soon as there is another operator it is the functional form: the terms sorted and joined with
 * ` AND `. `>` and `<` have no equivalent and are a `BadSelector`.
 */
export function renderScope(selector: LabelSelector): { readonly ok: true; readonly scope: string } | Failure {
  const ordered = selector.find(({ operator }) => operator === '>' || operator === '<');
  if (ordered !== undefined)
    return failure(
      'BadSelector',
      `the operator ${ordered.operator} of the label ${ordered.key} has no equivalent in a Datadog query; use =, !=, in, notin or exists`,
    );
  if (selector.length === 0) return { ok: true, scope: '*' };
  const separator = selector.every(({ operator }) => operator === '=' || operator === '==') ? ',' : ' AND ';
  return { ok: true, scope: selector.map(renderTerm).sort().join(separator) };
}

/** The query for a plain metric name: `avg:METRIC{SCOPE}.rollup(30)`. */
export function renderHpaQuery(
  metric: string,
  scope: string,
  options: Pick<ScalingOptions, 'aggregator' | 'rollupSeconds'>,
): string {
  return `${options.aggregator}:${metric}{${scope}}.rollup(${options.rollupSeconds})`;
}

function renderTerm({ key, operator, values }: Requirement): string {
  const list = `(${values.join(',')})`;
  const [first = ''] = values;
  if (operator === 'Exists') return `${key}:*`;
  if (operator === 'DoesNotExist') return `NOT ${key}:*`;
  if (operator === '!=') return `NOT ${key}:${first}`;
  if (operator === 'NotIn') return `${key} NOT IN ${list}`;
  return values.length > 1 ? `${key} IN ${list}` : `${key}:${first}`;
}
