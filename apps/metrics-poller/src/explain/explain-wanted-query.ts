import type { ExplainStep } from '@dogwatch/messages';
import { toAdvice } from './advice.js';
import type { PollerWants } from '../wants/poller-wants.js';
import type { WantEntry } from '../wants/want-table.js';

/** What explaining a wanted query needs. */
export interface ExplainWantContext {
  readonly refreshPeriodSeconds: number;
  readonly nowMillis: number;
}

/** Why a query that others want has the answer it has, for each window it is wanted for; undefined when nobody wants it. */
export function explainWantedQuery(
  org: string,
  query: string,
  wants: Pick<PollerWants, 'entries' | 'refusalOf'>,
  context: ExplainWantContext,
): readonly ExplainStep[] | undefined {
  const refusal = wants.refusalOf(org);
  if (refusal !== undefined) {
    const { reason, message } = refusal;
    return [{ subject: 'want', state: 'failed', text: `The query is not polled: ${message}.`, reason }];
  }
  const found = [...wants.entries.values()].filter((entry) => entry.org === org && entry.query === query);
  if (found.length === 0) return undefined;
  return found.flatMap((entry) => [
    explainWant(entry, context),
    ...explainAsking(entry, context),
    explainAnswer(entry, context),
  ]);
}

function explainWant(
  { ageSeconds, offsetSeconds, expiresAtMillis, org }: WantEntry,
  context: ExplainWantContext,
): ExplainStep {
  const end = offsetSeconds === 0 ? '' : ` that ended ${offsetSeconds} s ago`;
  const left = Math.max(0, Math.round((expiresAtMillis - context.nowMillis) / 1000));
  const text = `It is wanted with the keys of ${org}, for a window of ${ageSeconds} s${end}, every ${context.refreshPeriodSeconds} s; if nobody wants it again, for ${left} s more.`;
  return { subject: 'want', state: 'ok', text };
}

function explainAsking({ trace, isSuspect }: WantEntry, { nowMillis }: ExplainWantContext): ExplainStep[] {
  if (trace === undefined) return [];
  const others = trace.batchSize === 1 ? 'alone' : `in a request of ${trace.batchSize} queries`;
  const text = `It was asked for ${others}, ${secondsSince(trace.atMillis, nowMillis)} s ago, at ${trace.endpoint ?? 'Datadog'}.`;
  const rarity = 'Datadog has refused it, so it is asked for alone, with few such queries in one period.';
  return [
    { subject: 'batch', state: 'ok', text },
    ...(isSuspect ? [{ subject: 'batch', state: 'info', text: rarity } as const] : []),
  ];
}

function explainAnswer({ answer }: WantEntry, { nowMillis }: ExplainWantContext): ExplainStep {
  if (answer === undefined)
    return { subject: 'answer', state: 'warning', text: 'It has not been answered yet.', reason: 'NotQueriedYet' };
  const { reason, message, series, answeredAtMillis } = answer;
  const count = `${series.length} series`;
  const text = `Datadog gave ${count}, ${secondsSince(answeredAtMillis, nowMillis)} s ago`;
  if (reason === '') return { subject: 'answer', state: series.length > 0 ? 'ok' : 'warning', text: `${text}.` };
  const last = answeredAtMillis === 0 ? 'There has never been an answer' : `The last answer stays: ${text}`;
  return { subject: 'answer', state: 'failed', text: `${message}. ${last}.`, reason, ...toAdvice(reason) };
}

function secondsSince(millis: number, nowMillis: number): number {
  return Math.max(0, Math.round((nowMillis - millis) / 1000));
}
