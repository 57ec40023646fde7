import type { ExplainStep } from '@dogwatch/messages';
import {
  effectiveMaxAgeSeconds,
  maxSuspectsPerCycle,
  type MetricState,
  printTime,
  printValue,
  queryWindowSeconds,
  type ScalingOptions,
} from '@dogwatch/scaling';
import { toAdvice } from './advice.js';
import type { PollerReason } from '../reasons.js';
import type { AskTrace } from '../poll/run-request.js';

/** What explaining a metric needs besides its state. */
export interface ExplainContext {
  readonly options: ScalingOptions;
  readonly trace: AskTrace | undefined;
  readonly nowMillis: number;
}

/** The chain from query to value of one metric, one step a link, in plain words. */
export function explainMetric(state: MetricState, context: ExplainContext): ExplainStep[] {
  return [
    explainQuery(state),
    explainReferences(state),
    ...(state.definition.problem === undefined && state.active ? explainAnswer(state, context) : []),
    explainValue(state, context),
  ];
}

function explainQuery({ definition }: MetricState): ExplainStep {
  const { problem, query, resolvedQuery } = definition;
  if (problem !== undefined) {
    const { reason, message } = problem;
    return {
      subject: 'query',
      state: 'failed',
      text: `The query is not sent: ${message}.`,
      reason,
      ...toAdvice(reason),
    };
  }
  const resolved = resolvedQuery === query ? '' : `, which reads ${resolvedQuery} with its templates resolved`;
  return { subject: 'query', state: 'ok', text: `The query is ${query}${resolved}.` };
}

function explainReferences({ active, definition, references }: MetricState): ExplainStep {
  if (references.length > 0)
    return {
      subject: 'references',
      state: 'ok',
      text: `It is polled for ${references.join(' and ')}.`,
    };
  if (active)
    return { subject: 'references', state: 'ok', text: 'It is polled, because it is annotated as always active.' };
  return {
    subject: 'references',
    state: 'failed',
    text: 'No autoscaler refers to it, so it is not polled.',
    reason: 'NotActive',
    advice: `Refer to it from an HPA as datadogmetric@${definition.namespace}:${definition.name}, or set the annotation external-metrics.datadoghq.com/always-active: "true".`,
  };
}

function explainAnswer(state: MetricState, context: ExplainContext): ExplainStep[] {
  const { options, trace } = context;
  const windowSeconds = queryWindowSeconds(state.definition, options);
  const window = `the last ${windowSeconds} s, every ${options.refreshPeriodSeconds} s`;
  if (trace === undefined) {
    return [
      {
        subject: 'batch',
        state: 'warning',
        text: `It has not been asked for yet by this replica; it will ask for ${window}.`,
        reason: 'NotQueriedYet',
      },
      ...explainRarity(state, context),
    ];
  }
  const ago = Math.max(0, Math.round((context.nowMillis - trace.atMillis) / 1000));
  const others =
    trace.batchSize === 1
      ? 'alone'
      : `together with ${trace.batchSize === 2 ? 'one other query' : `${trace.batchSize - 1} other queries`}`;
  const batch: ExplainStep = {
    subject: 'batch',
    state: 'ok',
    text: `It was asked for ${others}, ${ago} s ago, for ${window}.`,
  };
  return [batch, ...explainRarity(state, context), ...explainSplit(trace), explainHttp(trace, state.error)];
}

/** Why it is asked for more rarely than others. */
function explainRarity({ retries, retryAtMillis, suspect }: MetricState, context: ExplainContext): ExplainStep[] {
  const waitSeconds = Math.ceil((retryAtMillis - context.nowMillis) / 1000);
  if (context.options.splitBatchesWithBackoff && waitSeconds > 0) {
    const text = `It has failed ${retries} times in a row, so it is asked for again in ${waitSeconds} s only; a change of its spec ends the wait.`;
    return [{ subject: 'batch', state: 'warning', text, reason: 'BackingOff' satisfies PollerReason }];
  }
  if (!suspect) return [];
  const text = `It was refused before, so it is asked for alone, and at most ${maxSuspectsPerCycle} such queries are in one period.`;
  return [{ subject: 'batch', state: 'info', text }];
}

function explainSplit({ calls }: AskTrace): ExplainStep[] {
  if (calls === 1) return [];
  return [
    {
      subject: 'batch',
      state: 'info',
      text: `Datadog refused a query of the batch, so it was split; this result came with call ${calls}.`,
    },
  ];
}

function explainHttp({ endpoint, httpStatus, pointCount }: AskTrace, error: MetricState['error']): ExplainStep {
  const from = endpoint ?? 'Datadog';
  const series =
    pointCount === undefined ? '' : ` with one series of ${pointCount} point${pointCount === 1 ? '' : 's'}`;
  const answered = httpStatus === undefined ? `${from} gave no answer` : `${from} answered ${httpStatus}${series}`;
  if (error === undefined)
    return { subject: 'answer', state: 'ok', text: `${answered}; the last but one that has a value counts.` };
  const { reason, message } = error;
  // an HTTP failure begins with its status
  const text = message.startsWith(`${httpStatus} `) ? `${from} answered ${message}` : `${answered}: ${message}`;
  return { subject: 'answer', state: 'failed', text: `${text}.`, reason, ...toAdvice(reason) };
}

function explainValue(state: MetricState, { nowMillis, options }: ExplainContext): ExplainStep {
  const { dataTimeSeconds, definition, error, valid, value } = state;
  if (dataTimeSeconds === undefined)
    return {
      subject: 'value',
      state: 'failed',
      text: 'There has never been a value.',
      reason: error?.reason ?? 'NotQueriedYet',
    };
  const age = Math.trunc(nowMillis / 1000) - dataTimeSeconds;
  const maxAge = effectiveMaxAgeSeconds(definition, options);
  const point = `${printValue(value)}, of the data point at ${printTime(dataTimeSeconds)} (${age} s old; ${maxAge} s may be)`;
  if (!valid)
    return {
      subject: 'value',
      state: 'failed',
      text: `The last value is not served: ${point}.`,
      reason: error?.reason ?? 'NotActive',
    };
  if (error === undefined) return { subject: 'value', state: 'ok', text: `The value is ${point}.` };
  return {
    subject: 'value',
    state: 'warning',
    text: `The last value is kept while Datadog cannot be asked: ${point}.`,
    reason: error.reason,
  };
}
