import { checkBalance, parseQueries, templateVariables } from '@dogwatch/query';
import { failure, type Failure } from './reasons.js';

/**
 * Whether a query may be sent to Datadog together with others: exactly one query, brackets and quotes balanced, no syntax
 * error, no dashboard variable (`$env`). Templates (`%%...%%`) must be resolved before.
 */
export function checkMetricQuery(query: string): { readonly ok: true } | Failure {
  const balance = checkBalance(query);
  if (!balance.ok) return failure('InvalidQuery', balance.message);
  const parsed = parseQueries(query);
  if (!parsed.ok) return failure('InvalidQuery', parsed.error.message);
  const [variable] = templateVariables(parsed.expressions);
  if (variable === undefined) return { ok: true };
  return failure(
    'InvalidQuery',
    `$${variable.name} is a dashboard variable; only dashboards fill it in, write its value`,
  );
}
