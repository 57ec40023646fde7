import { datadogMetricName, queryMetricName, withTriggerIndex } from './metric-name.js';
import { createParamReader, type ParamProblem, type ParamReader } from './param-reader.js';
import type { DatadogMetricTrigger, QueryTrigger, TriggerInput, TriggerSpec } from './trigger-spec.js';

/** What a trigger means, or why KEDA refuses it. */
export type ParsedTrigger = { readonly ok: true; readonly spec: TriggerSpec } | Refused;

interface Refused {
  readonly ok: false;
  /** The error as KEDA writes it. */
  readonly message: string;
  /** The same for each key, without KEDA's preface. */
  readonly problems: readonly ParamProblem[];
}

/** Not set, for `targetValue`. */
const noTarget = -1;
const exclusiveModes = ['bearer', 'basic', 'oauth'];
const preface = 'error parsing Datadog metadata: ';
/** A line break ends what the dot of a Go pattern matches. */
const scope = /\{[^\n]*\}/;

const tokenRequired: ParamProblem = {
  key: 'bearerToken',
  message: 'bearer token=<empty> is required when bearer auth is enabled',
};

type Values = ReturnType<typeof readValues>;
type SharedValues = Pick<TriggerSpec, 'filler' | 'target' | 'targetType' | 'timeoutMillis'>;

/**
 * Reads a trigger by the rules of KEDA's own Datadog scaler (2.21), with its error texts: first the type of the metric, then
 * every key, then what belongs together. Keys that it does not know are ignored.
 */
export function parseTrigger(input: TriggerInput): ParsedTrigger {
  if (input.metricType === 'Utilization')
    return refuse(
      'metricType',
      "error getting scaler metric type: 'Utilization' metric type is unsupported for external metrics, allowed values are 'Value' or 'AverageValue'",
    );
  const reader = createParamReader(input);
  const values = readValues(reader);
  const problems = [...reader.problems, ...checkValues(values)];
  if (problems.length > 0)
    return { ok: false, message: preface + problems.map(({ message }) => message).join('\n'), problems };
  return values.usesProxy ? toDatadogMetricTrigger(input, values) : toQueryTrigger(input, values);
}

/** Reads every key, in KEDA's order, which is that of its errors. */
function readValues(reader: ParamReader) {
  return {
    serviceNamespace: reader.text('datadogNamespace'),
    serviceName: reader.text('datadogMetricsService'),
    servicePort: reader.integer('datadogMetricsServicePort'),
    skipsVerification: reader.boolean('unsafeSsl'),
    ...readAuthentication(reader),
    metric: reader.text('datadogMetricName'),
    metricNamespace: reader.text('datadogMetricNamespace'),
    activationTarget: reader.number('activationTargetValue') ?? 0,
    apiKey: reader.text('apiKey'),
    appKey: reader.text('appKey'),
    site: reader.text('datadogSite'),
    query: reader.text('query'),
    aggregator: reader.choices('queryAggregator'),
    activationQuery: reader.number('activationQueryValue') ?? 0,
    ageSeconds: reader.integer('age'),
    windowOffsetSeconds: reader.integer('timeWindowOffset'),
    pointOffset: reader.integer('lastAvailablePointOffset'),
    usesProxy: reader.boolean('useClusterAgentProxy'),
    filler: reader.number('metricUnavailableValue'),
    target: reader.number('targetValue') ?? 0,
    timeoutMillis: Number(reader.duration('timeout') / 1_000_000n),
  };
}

function readAuthentication(reader: ParamReader): { readonly modes: readonly string[]; readonly token: string } {
  const text = reader.choices('authModes');
  const modes = text === '' ? [] : text.split(',').map((mode) => mode.trim());
  const token = reader.text('bearerToken');
  if (modes.filter((mode) => exclusiveModes.includes(mode)).length > 1) {
    const list = exclusiveModes.join(' ');
    const message = `parameter "authModes,authMode" value "${text}" must contain only one of [${list}]`;
    reader.report({ key: 'authModes', message });
    return { modes: [], token };
  }
  if (modes.includes('bearer') && token === '') reader.report(tokenRequired);
  return { modes, token };
}

/** What KEDA checks once every key is read: one check that ends at its first problem, so a missing token is told twice. */
function checkValues(values: Values): ParamProblem[] {
  const missingToken = values.modes.includes('bearer') && values.token === '' ? [tokenRequired] : [];
  return [...checkNumbers(values), ...missingToken, ...checkAuthModes(values)].slice(0, 1);
}

function checkNumbers({ ageSeconds, pointOffset, query, windowOffsetSeconds }: Values): ParamProblem[] {
  const rules: readonly (readonly [string, boolean, string])[] = [
    ['age', ageSeconds < 0, 'age should not be smaller than 0 seconds'],
    ['timeWindowOffset', windowOffsetSeconds < 0, 'timeWindowOffset should not be smaller than 0 seconds'],
    ['lastAvailablePointOffset', pointOffset < 0, 'lastAvailablePointOffset should not be smaller than 0'],
    ['query', query !== '' && !scope.test(query), 'error in query: malformed Datadog query: missing query scope'],
  ];
  return rules.flatMap(([key, isBroken, message]) => (isBroken ? [{ key, message }] : []));
}

function checkAuthModes({ modes }: Values): ParamProblem[] {
  return modes
    .filter((mode) => mode !== 'bearer')
    .map((mode) => ({
      key: 'authModes',
      message: `auth mode "${mode}" is not supported by this scaler; supported modes: [bearer]`,
    }));
}

function toQueryTrigger(input: TriggerInput, values: Values): ParsedTrigger {
  if (values.appKey === '') return refuse('appKey', `${preface}missing AppKey`);
  if (values.apiKey === '') return refuse('apiKey', `${preface}missing APIKey`);
  const shared = toShared(input, values);
  if (!shared.ok) return shared;
  const { ageSeconds, aggregator, apiKey, appKey, pointOffset, query, site, windowOffsetSeconds } = values;
  if (query === '') return refuse('query', `${preface}missing Query`);
  const spec: QueryTrigger = {
    mode: 'query',
    ...shared.values,
    metricName: withTriggerIndex(input.triggerIndex ?? 0, queryMetricName(query)),
    activation: values.activationQuery,
    query,
    aggregator,
    ageSeconds,
    windowOffsetSeconds,
    pointOffset,
    site,
    apiKey,
    appKey,
  };
  return { ok: true, spec };
}

function toDatadogMetricTrigger(input: TriggerInput, values: Values): ParsedTrigger {
  if (values.serviceName === '') return refuse('datadogMetricsService', 'datadog metrics service is required');
  if (values.metric === '') return refuse('datadogMetricName', 'datadog metric name is required');
  if (values.serviceNamespace === '') return refuse('datadogNamespace', 'datadog namespace is required');
  if (values.metricNamespace === '') return refuse('datadogMetricNamespace', 'datadog metric namespace is required');
  const shared = toShared(input, values);
  if (!shared.ok) return shared;
  const { metric, metricNamespace, modes, serviceName, serviceNamespace, servicePort, skipsVerification } = values;
  const spec: DatadogMetricTrigger = {
    mode: 'datadogmetric',
    ...shared.values,
    metricName: datadogMetricName(metricNamespace, metric),
    activation: values.activationTarget,
    metricNamespace,
    serviceName,
    serviceNamespace,
    servicePort,
    skipsVerification,
    token: modes.includes('bearer') ? values.token : undefined,
  };
  return { ok: true, spec };
}

function toShared(
  { asMetricSource = false, metadata, metricType = '' }: TriggerInput,
  { filler, target, timeoutMillis }: Values,
): { readonly ok: true; readonly values: SharedValues } | Refused {
  const hasTarget = target !== noTarget;
  if (!hasTarget && !asMetricSource) return refuse('targetValue', 'no targetValue or queryValue given');
  // `type` is checked and then forgotten: the target follows metricType alone.
  const problem = typeProblem(metadata['type'], metricType);
  if (problem !== undefined) return refuse('type', problem);
  const targetType = metricType === '' ? 'AverageValue' : metricType;
  return { ok: true, values: { filler, target: hasTarget ? target : 0, targetType, timeoutMillis } };
}

function typeProblem(type: string | undefined, metricType: string): string | undefined {
  if (type === undefined) return undefined;
  if (metricType !== '') return 'only one of trigger.metadata.type or trigger.metricType should be defined';
  return ['average', 'global'].includes(type.toLowerCase()) ? undefined : 'type has to be global or average';
}

function refuse(key: string, message: string): Refused {
  return { ok: false, message, problems: [{ key, message }] };
}
