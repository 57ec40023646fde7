/** What stands at one place of a call. */
export type Parameter =
  | { readonly kind: 'query' }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly above?: number }
  /** Quoted; one of `values` when given (compared without case if `anyCase`), else like `pattern`. */
  | {
      readonly kind: 'string';
      readonly values?: readonly string[];
      readonly anyCase?: boolean;
      readonly pattern?: RegExp;
      readonly example?: string;
    }
  | { readonly kind: 'tags' }
  | { readonly kind: 'either'; readonly of: readonly Parameter[]; readonly what: string };

/** How a function is called: parameters in order, of which the last ones may be optional, then `name=value` options. */
export interface FunctionSignature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly optional?: number;
  readonly options?: Readonly<Record<string, Parameter>>;
  /** Datadog refuses the function in monitors. */
  readonly isForbiddenInMonitors?: boolean;
  /** Functions that may not stand inside this one. */
  readonly mayNotContain?: readonly string[];
  /** What to use instead of a deprecated function. */
  readonly insteadUse?: string;
}

const query: Parameter = { kind: 'query' };
const number: Parameter = { kind: 'number' };
const tags: Parameter = { kind: 'tags' };
const text: Parameter = { kind: 'string' };
const oneOf = (...values: string[]): Parameter => ({ kind: 'string', values });
const like = (pattern: RegExp, example: string): Parameter => ({ kind: 'string', pattern, example });
const numberOrQuery: Parameter = { kind: 'either', of: [query, number], what: 'a query or a number' };
const numberOrText: Parameter = {
  kind: 'either',
  of: [number, text],
  what: 'a number of seconds or a quoted duration',
};
const ofQuery = (name: string): FunctionSignature => ({ name, parameters: [query] });
const times = <A, B>(left: readonly A[], right: readonly B[]) => left.flatMap((a) => right.map((b) => [a, b] as const));

const rollupMethods = ['avg', 'sum', 'min', 'max', 'count'] as const;
const rankings = ['max', 'mean', 'min', 'sum', 'last', 'l2norm', 'area'] as const;
const seasonality = oneOf('hourly', 'daily', 'weekly');

/** The functions that take one query and nothing else. */
const plain = [
  ...`abs autosmooth count_nonzero count_not_null cumsum day_before default_zero derivative diff dt exclude_null
    hour_before integral log10 log2 monotonic_diff month_before per_hour per_minute per_second piecewise_constant rate
    robust_trend throughput trend_line week_before`.split(/\s+/),
  ...[3, 5, 10, 20].map((size) => `ewma_${size}`),
  ...[3, 5, 7, 9].map((size) => `median_${size}`),
  ...[5, 13, 21, 29].map((size) => `rollingavg_${size}`),
  ...times(['top', 'bottom'], [5, 10, 15, 20]).map(([end, count]) => `${end}${count}`),
  ...times(['top', 'bottom'], times([5, 10, 15, 20], rankings)).map(
    ([end, [count, ranking]]) => `${end}${count}_${ranking}`,
  ),
];

const limits: Readonly<Record<string, Partial<FunctionSignature>>> = {
  autosmooth: { isForbiddenInMonitors: true },
  day_before: { insteadUse: "calendar_shift(q, '-1d', 'UTC')" },
};

const others: readonly FunctionSignature[] = [
  ...['avg', 'count', 'sum'].map((name) => ({ name, parameters: [query, tags] })),
  ...['min', 'max'].map((name) => ({
    name,
    parameters: [
      numberOrQuery,
      { kind: 'either', of: [numberOrQuery, tags], what: 'a query, a number or tags such as {host}' },
    ] as const,
  })),
  ...['clamp_max', 'clamp_min', 'cutoff_max', 'cutoff_min'].map((name) => ({ name, parameters: [query, number] })),
  { name: 'round', parameters: [query, number], optional: 1 },
  { name: 'timeshift', parameters: [query, number] },
  {
    name: 'calendar_shift',
    parameters: [query, like(/^-\d+(?:d|w|mo)$/, "'-1d', '-2w' or '-1mo'"), text, oneOf('preserve_duration')],
    optional: 1,
  },
  { name: 'moving_rollup', parameters: [query, { kind: 'number', above: 0 }, oneOf(...rollupMethods)] },
  {
    name: 'rollup',
    parameters: [
      query,
      like(/^(?:avg|sum|min|max|count|p\d{1,2}(?:\.\d+)?)$/, "'max' or 'p95'"),
      { kind: 'number', above: 0 },
    ],
    optional: 1,
  },
  { name: 'reduce', parameters: [query, oneOf('avg', 'min', 'max', 'sum', 'last', 'area', 'l2norm', 'percentile')] },
  { name: 'percentile', parameters: [query, like(/^p\d{1,2}(?:\.\d+)?$/, "'p95'"), tags] },
  { name: 'top', parameters: [query, { kind: 'number', above: 0 }, oneOf(...rankings), oneOf('asc', 'desc')] },
  {
    name: 'anomalies',
    parameters: [query, oneOf('basic', 'agile', 'robust'), { kind: 'number', above: 0 }],
    options: {
      direction: oneOf('above', 'below', 'both'),
      alert_window: like(/^last_\d+(?:s|m|h|d|w|mo)$/, "'last_15m'"),
      interval: { kind: 'number', above: 0 },
      count_default_zero: oneOf('true', 'false'),
      seasonality,
      timezone: text,
    },
  },
  {
    name: 'outliers',
    parameters: [
      query,
      { kind: 'string', values: ['DBSCAN', 'MAD', 'scaledDBSCAN', 'scaledMAD'], anyCase: true },
      { kind: 'number', above: 0 },
      { kind: 'number', above: 0, max: 100 },
    ],
    optional: 1,
  },
  {
    name: 'forecast',
    parameters: [query, oneOf('linear', 'seasonal'), { kind: 'number', min: 1 }],
    options: {
      interval: numberOrText,
      history: numberOrText,
      model: oneOf('default', 'simple', 'reactive'),
      seasonality,
    },
    mayNotContain: ['anomalies', 'cumsum', 'integral', 'outliers', 'piecewise_constant', 'robust_trend', 'trend_line'],
  },
];

/** Every function of the metric query language by name. From Datadog's documentation of functions and from queries in use. */
export const functionSignatures: ReadonlyMap<string, FunctionSignature> = new Map(
  [...plain.map((name) => ({ ...ofQuery(name), ...limits[name] })), ...others].map((signature) => [
    signature.name,
    signature,
  ]),
);
