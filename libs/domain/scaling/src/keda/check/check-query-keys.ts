import { checkQuery, type Expression, parseQueries, visit } from '@dogwatch/query';
import { checkMetricSyntax } from '../check-metric-syntax.js';
import { error, type KedaFinding, warning } from './finding.js';
import type { KedaTrigger } from './keda-objects.js';
import { placeOfKey } from './trigger-texts.js';

const shortAgeSeconds = 60;

/** What both scalers make of the keys of a query: its grammar, its meaning, its series, its window. */
export function checkQueryKeys(trigger: KedaTrigger, texts: Readonly<Record<string, string>>): KedaFinding[] {
  const query = texts['query']?.trim() ?? '';
  const findings = query === '' ? [] : checkText(trigger, texts['query'] ?? '', texts['queryAggregator'] ?? '');
  const age = Number(texts['age'] ?? shortAgeSeconds);
  if (age >= 0 && age < shortAgeSeconds)
    findings.push(
      warning(
        placeOfKey(trigger, 'age'),
        'ShortAge',
        `age: in a window of ${age} s Datadog may have no point; 60 or more is safe`,
      ),
    );
  return findings;
}

function checkText(trigger: KedaTrigger, query: string, aggregator: string): KedaFinding[] {
  const place = placeOfKey(trigger, 'query');
  const problem = checkMetricSyntax(query);
  if (problem !== undefined) return [{ ...error(place, 'InvalidQuery', problem.message), offset: problem.offset }];
  const parsed = parseQueries(query);
  if (!parsed.ok) return [];
  const checked = checkQuery(parsed, { use: 'metric' });
  return [
    ...checked.errors.map(({ message, span }) => ({ ...error(place, 'InvalidQuery', message), offset: span.start })),
    ...checked.warnings.map(({ message, span }) => ({
      ...warning(place, 'DoubtfulQuery', message),
      offset: span.start,
    })),
    ...(aggregator.trim() === '' ? checkSeriesCount(trigger, parsed.expressions) : []),
  ];
}

function checkSeriesCount(trigger: KedaTrigger, expressions: readonly Expression[]): KedaFinding[] {
  const place = placeOfKey(trigger, 'query');
  if (expressions.length > 1)
    return [
      error(
        place,
        'AggregatorMissing',
        `${expressions.length} queries give several series; add queryAggregator: max or average`,
      ),
    ];
  const isGrouped = expressions.some(hasGroups);
  if (!isGrouped) return [];
  return [
    warning(
      place,
      'AggregatorMissing',
      'the query fails as soon as there is more than one group; add queryAggregator: max or average',
    ),
  ];
}

function hasGroups(expression: Expression): boolean {
  let isGrouped = false;
  visit(expression, (node) => {
    if (node.kind === 'series' && node.groupBy.length > 0) isGrouped = true;
  });
  return isGrouped;
}
