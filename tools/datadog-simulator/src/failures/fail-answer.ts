import type { QueryBody, SeriesBody } from '../apis/query-body.js';
import { errorAnswer } from '../http/route.js';
import type { Answer } from '../http/send.js';
import type { AnswerFailure } from './failure.js';

/** Stands where JSON.stringify would refuse a text such as NaN. */
const rawPlaceholder = '\u0000raw';

/** Spoils an answer with every failure in turn; `use` counts each. The rejections win over what only changes series. */
export function failAnswer(
  body: QueryBody,
  failures: readonly AnswerFailure[],
  use: (failure: AnswerFailure) => void,
): Answer {
  let spoiled = body;
  let rawText: string | undefined;
  for (const failure of failures) {
    use(failure);
    if (failure.mode === 'poison') {
      return errorAnswer(
        400,
        failure.message ?? `Error parsing query: the simulator was told to reject '${failure.matching ?? ''}'`,
      );
    }
    rawText = failure.mode === 'rawValues' ? failure.text : rawText;
    spoiled = spoil(spoiled, failure);
  }
  const text = rawText;
  const rewrite =
    text === undefined ? undefined : (json: string) => json.replaceAll(JSON.stringify(rawPlaceholder), () => text);
  return { status: 200, body: spoiled, rewrite };
}

function spoil(body: QueryBody, failure: Exclude<AnswerFailure, { mode: 'poison' }>): QueryBody {
  switch (failure.mode) {
    case 'statusError':
      return { ...body, status: 'error', error: failure.message ?? 'Query timed out', series: [] };
    case 'duplicateSeries':
      return { ...body, series: body.series.flatMap((series) => [series, series]) };
    case 'noSeries':
      return { ...body, series: [] };
    default:
      return { ...body, series: body.series.map((series) => spoilSeries(series, failure, body.to_date)) };
  }
}

type SeriesFailure = Exclude<AnswerFailure, { mode: 'poison' | 'statusError' | 'duplicateSeries' | 'noSeries' }>;

function spoilSeries(series: SeriesBody, failure: SeriesFailure, toMillis: number): SeriesBody {
  switch (failure.mode) {
    case 'wrongIndex':
      return { ...series, query_index: failure.index ?? 9999 };
    case 'missingIndex': {
      const { query_index: _, ...rest } = series;
      return rest;
    }
    case 'onlyNulls':
      return withPoints(
        series,
        series.pointlist.map(([millis]) => [millis, null]),
      );
    case 'delayedPoints':
      return withPoints(
        series,
        series.pointlist.filter(([millis]) => millis <= toMillis - failure.seconds * 1000),
      );
    case 'rawValues':
      return withPoints(
        series,
        series.pointlist.map(([millis]) => [millis, rawPlaceholder]),
      );
    default:
      return {
        ...series,
        unit: [
          { family: 'unheard-of', id: -1, name: 'furlong', short_name: null, plural: 'furlongs', scale_factor: 0 },
          null,
        ],
      };
  }
}

function withPoints(series: SeriesBody, pointlist: SeriesBody['pointlist']): SeriesBody {
  return { ...series, pointlist, length: pointlist.length };
}
