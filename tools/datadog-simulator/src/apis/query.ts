import { evaluate } from '../evaluate/evaluate.js';
import type { Frame } from '../evaluate/frame.js';
import type { TimeWindow } from '../evaluate/time-window.js';
import { failAnswer } from '../failures/fail-answer.js';
import type { AnswerFailure } from '../failures/failure.js';
import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { collect, refuse, succeed, type Outcome } from '../outcome.js';
import { parseMembers } from '../parse-members.js';
import { toSeriesBody, type QueryBody } from './query-body.js';

/** The longest window, a little over the year that Datadog keeps points. */
const maxWindowSeconds = 500 * 86_400;

/** `GET /api/v1/query`: evaluates a comma list of metric queries. */
export const queryRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/query', keys: 'both', limitName: 'query', handle: answerQuery },
];

function answerQuery(request: ApiRequest, state: ApiState, failures: readonly AnswerFailure[]): Answer {
  const query = request.parameters.get('query') ?? '';
  const window = readWindow(request.parameters, state.now() / 1000);
  if (typeof window === 'string') {
    return errorAnswer(400, window);
  }
  if (query.trim() === '') {
    return errorAnswer(400, "Missing required parameter 'query'");
  }
  const frames = evaluateMembers(query, window, state);
  if (!frames.ok && (frames.reason === 'Syntax' || frames.reason === 'TemplateVariable')) {
    return errorAnswer(400, frames.message);
  }
  return failAnswer(toBody(query, window, frames), failures, state.failures.use);
}

function evaluateMembers(query: string, window: TimeWindow, { store }: ApiState): Outcome<readonly Frame[]> {
  const members = parseMembers(query);
  if (!members.ok) {
    return members;
  }
  const context = { source: query, window, findSeries: store.byMetric };
  return collect(members.value, ({ expression, text }) => {
    const value = evaluate(expression, context);
    if (!value.ok) {
      return value;
    }
    return value.value.kind === 'frame'
      ? succeed(value.value)
      : refuse('NotSimulated', `'${text}' is a number; a query must name a metric`);
  });
}

function toBody(query: string, { fromSeconds, toSeconds }: TimeWindow, frames: Outcome<readonly Frame[]>): QueryBody {
  const found = frames.ok ? frames.value : [];
  const body: QueryBody = {
    status: frames.ok ? 'ok' : 'error',
    res_type: 'time_series',
    resp_version: 1,
    query,
    from_date: fromSeconds * 1000,
    to_date: toSeconds * 1000,
    group_by: [...new Set(found.flatMap(({ groupBy }) => groupBy))].sort(),
    series: found.flatMap(({ series }, index) => series.map((one) => toSeriesBody(one, index))),
    values: [],
    times: [],
    message: '',
  };
  return frames.ok ? body : { ...body, error: frames.message };
}

function readWindow(parameters: URLSearchParams, nowSeconds: number): TimeWindow | string {
  const [fromSeconds, toSeconds] = ['from', 'to'].map((name) => Number(parameters.get(name) || Number.NaN));
  if (
    fromSeconds === undefined ||
    toSeconds === undefined ||
    !Number.isFinite(fromSeconds) ||
    !Number.isFinite(toSeconds)
  ) {
    return "Parameters 'from' and 'to' must be Unix times in seconds";
  }
  if (fromSeconds < 0 || fromSeconds >= toSeconds) {
    return "Parameter 'from' must be a time since 1970 and before 'to'";
  }
  return toSeconds - fromSeconds > maxWindowSeconds
    ? `The window between 'from' and 'to' must be at most ${maxWindowSeconds} seconds`
    : { fromSeconds, toSeconds, nowSeconds };
}
