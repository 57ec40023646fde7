import { checkMetricSyntax } from './check-metric-syntax.js';
import { datadogMetricName, queryMetricName } from './metric-name.js';
import { createParamReader, type ParamProblem, type ParamReader } from './param-reader.js';
import type { KedaMode, KedaParamName } from './params.js';
import { parseDuration } from '../duration.js';
import { failure, type Failure } from '../reasons.js';

interface ScalerBase {
  /** Name of the metric as KEDA gets it; KEDA puts `s<index>-` before it. */
  readonly metricName: string;
  /** Greater than 0, and what the HorizontalPodAutoscaler can count. */
  readonly target: number;
  /** Active while the value is greater. */
  readonly activation: number;
  /** Stands in while there is no data; undefined when that is an error. */
  readonly filler: number | undefined;
  /** How long the last value is given while Datadog does not answer. */
  readonly maxStalenessSeconds: number;
}

/** A trigger of keda-scaler that a query gives the value of. */
export interface QueryScaler extends ScalerBase {
  readonly mode: 'query';
  readonly org: string;
  readonly query: string;
  /** Empty when several series are an error. */
  readonly aggregator: string;
  /** At least 1. */
  readonly ageSeconds: number;
  readonly offsetSeconds: number;
  /** How many points before the last one that has a value. */
  readonly pointOffset: number;
  /** How many points of each series are needed. */
  readonly pointCount: number;
}

/** A trigger of keda-scaler that a DatadogMetric gives the value of. */
export interface DatadogMetricScaler extends ScalerBase {
  readonly mode: 'datadogmetric';
  readonly namespace: string;
  readonly name: string;
}

/** What a trigger asks of keda-scaler. */
export type ScalerSpec = DatadogMetricScaler | QueryScaler;

/** What the metadata of a trigger means to keda-scaler, or all that is wrong with it. */
export type ParsedScaler =
  | { readonly ok: true; readonly spec: ScalerSpec }
  | (Failure & { readonly problems: readonly ParamProblem[] });

/** The smallest target that the HorizontalPodAutoscaler can tell from 0. */
const smallestTarget = 0.001;
/** From here up its thousandths no longer fit 64 bits. */
const targetLimit = 9.22e15;
const fewestPoints = 10;
/** One less than the most points that travel. */
const maxPointOffset = 999;
const orgName = /^[a-zA-Z0-9](?:[-_.a-zA-Z0-9]{0,98}[a-zA-Z0-9])?$/;
const kubernetesName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Reads the metadata of an external trigger. Names, aliases, defaults and error texts are those of KEDA's own Datadog scaler;
 * it differs on purpose in this: both activation keys count in both modes (where both are given, the one of the mode), the
 * mode follows from the keys that are there, the namespace of the DatadogMetric is the ScaledObject's unless it is given, a query must
 * be one by the grammar, a target must be greater than 0, `type: global` is refused because it has no effect, and there are `org` and
 * `maxStaleness`. Every problem is told at once. Costs a parse of the query, so remember the result.
 */
export function parseScalerMetadata(
  metadata: Readonly<Record<string, string>>,
  scaledObjectNamespace: string,
): ParsedScaler {
  const reader = createParamReader({ metadata });
  const mode = readMode(reader);
  const base = readBase(reader, mode);
  const spec = mode === 'query' ? readQuery(reader, base) : readDatadogMetric(reader, base, scaledObjectNamespace);
  checkType(reader);
  const { problems } = reader;
  if (problems.length === 0) return { ok: true, spec };
  const message = problems.map((problem) => problem.message).join('; ');
  return { ...failure('InvalidMetadata', message), problems: [...problems] };
}

function readMode(reader: ParamReader): KedaMode {
  const usesProxy = reader.boolean('useClusterAgentProxy');
  if (reader.given('useClusterAgentProxy') !== undefined) return usesProxy ? 'datadogmetric' : 'query';
  if (reader.given('datadogMetricName') === undefined) return 'query';
  if (reader.given('query') !== undefined)
    reader.report({
      key: 'datadogMetricName',
      message: 'both query and datadogMetricName are given; leave one out, or choose with useClusterAgentProxy',
    });
  return 'datadogmetric';
}

function readBase(reader: ParamReader, mode: KedaMode): Omit<ScalerBase, 'metricName'> {
  return {
    target: readTarget(reader),
    activation: readActivation(reader, mode),
    filler: reader.number('metricUnavailableValue'),
    maxStalenessSeconds: readStaleness(reader),
  };
}

function readTarget(reader: ParamReader): number {
  const target = reader.number('targetValue');
  if (target === undefined || (target >= smallestTarget && target < targetLimit)) return target ?? 0;
  const key = reader.given('targetValue')?.key ?? 'targetValue';
  reader.report({ key, message: target === -1 ? 'no targetValue or queryValue given' : outOfRange(key, target) });
  return target;
}

function outOfRange(key: string, target: number): string {
  return target < smallestTarget
    ? `${key} ${target} is too small: the HorizontalPodAutoscaler needs at least ${smallestTarget}`
    : `${key} ${target} is too large: the HorizontalPodAutoscaler takes less than ${targetLimit}`;
}

/** The key of the other mode counts where that of the mode is not given. */
function readActivation(reader: ParamReader, mode: KedaMode): number {
  const names = ['activationQueryValue', 'activationTargetValue'] as const;
  const ordered = mode === 'query' ? names : names.toReversed();
  const values = ordered.map((name) => ({ isGiven: reader.given(name) !== undefined, value: reader.number(name) }));
  return values.find(({ isGiven }) => isGiven)?.value ?? 0;
}

function readStaleness(reader: ParamReader): number {
  const text = reader.text('maxStaleness');
  const parsed = parseDuration(text);
  if (parsed.ok && parsed.nanos >= 0n) return Number(parsed.nanos / 1_000_000_000n);
  reader.report({
    key: 'maxStaleness',
    message: `maxStaleness ${JSON.stringify(text)} must be a duration such as 90s or 5m`,
  });
  return 0;
}

function readQuery(reader: ParamReader, base: Omit<ScalerBase, 'metricName'>): QueryScaler {
  const query = reader.text('query');
  const pointOffset = readCount(reader, 'lastAvailablePointOffset', [0, maxPointOffset]);
  const problem = query === '' ? 'missing Query' : checkMetricSyntax(query)?.message;
  if (problem !== undefined) reader.report({ key: 'query', message: query === '' ? problem : `query: ${problem}` });
  return {
    mode: 'query',
    ...base,
    metricName: queryMetricName(query),
    org: readName(reader, 'org', orgName),
    query,
    aggregator: reader.choices('queryAggregator'),
    ageSeconds: readCount(reader, 'age', [1, Number.MAX_SAFE_INTEGER]),
    offsetSeconds: readCount(reader, 'timeWindowOffset', [0, Number.MAX_SAFE_INTEGER]),
    pointOffset,
    pointCount: Math.max(fewestPoints, pointOffset + 1),
  };
}

function readDatadogMetric(
  reader: ParamReader,
  base: Omit<ScalerBase, 'metricName'>,
  scaledObjectNamespace: string,
): DatadogMetricScaler {
  const name = readName(reader, 'datadogMetricName', kubernetesName);
  const isGiven = reader.given('datadogMetricNamespace') !== undefined;
  const namespace = isGiven ? readName(reader, 'datadogMetricNamespace', kubernetesName) : scaledObjectNamespace;
  return { mode: 'datadogmetric', ...base, metricName: datadogMetricName(namespace, name), namespace, name };
}

function readName(
  reader: ParamReader,
  key: 'datadogMetricName' | 'datadogMetricNamespace' | 'org',
  pattern: RegExp,
): string {
  const name = reader.text(key);
  if (name === '') reader.report({ key, message: `${key} is missing` });
  else if (!pattern.test(name))
    reader.report({ key, message: `${key} ${JSON.stringify(name)} is no name: letters, digits and dashes make one` });
  return name;
}

function readCount(
  reader: ParamReader,
  key: KedaParamName & ('age' | 'lastAvailablePointOffset' | 'timeWindowOffset'),
  [least, most]: readonly [number, number],
): number {
  const before = reader.problems.length;
  const count = reader.integer(key);
  if (reader.problems.length === before && (count < least || count > most))
    reader.report({
      key,
      message: `${key} ${count} must be ${count < least ? `at least ${least}` : `at most ${most}`}`,
    });
  return count;
}

/** `average` says what happens anyway. */
function checkType(reader: ParamReader): void {
  const type = reader.given('type')?.value.toLowerCase();
  if (type === undefined || type === 'average') return;
  const message =
    type === 'global'
      ? 'type: global has no effect; remove it and write metricType: Value beside the metadata of the trigger'
      : 'type has to be global or average';
  reader.report({ key: 'type', message });
}
