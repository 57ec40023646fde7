import {
  type Aggregator,
  type LabelSelector,
  parseLabelSelector,
  printLabelSelector,
  resolveRequest,
  toPlainMetric,
} from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { sha256Hex } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

interface Input {
  readonly metricName: string;
  readonly labelSelector: string;
  readonly aggregator: Aggregator;
  readonly rollup: number;
}

export const run: GroupRunner = (vector) => {
  const { metricName, labelSelector, aggregator, rollup } = vector.input as unknown as Input;
  const parsed = parseLabelSelector(labelSelector);
  if (!parsed.ok) return { ok: false, diff: parsed.message };
  const options = { aggregator, rollupSeconds: rollup };
  const requested = resolveRequest(
    { namespace: 'any', metric: metricName, labelSelector },
    { ...options, statusCodes: 'precise', namespaceIsolation: false, autogenNamespace: 'default' },
    sha256Hex,
  );
  const plain = toPlainMetric(metricName.toLowerCase(), parsed.selector, options, sha256Hex);
  if (!plain.ok || !requested.ok) return { ok: false, diff: 'the request was refused' };
  return compareJson(
    expectation(vector),
    {
      canonicalSelector: printLabelSelector(parsed.selector),
      labels: equalities(parsed.selector),
      query: plain.query,
      lookupName: requested.key.slice('default/'.length),
    },
    { subset: true },
  );
};

function equalities(selector: LabelSelector): Record<string, string> {
  return Object.fromEntries(
    selector.flatMap(({ key, operator, values }) =>
      operator === '=' || operator === '==' ? [[key, values[0] ?? '']] : [],
    ),
  );
}
