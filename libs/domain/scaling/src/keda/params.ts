/** Where a value comes from: a query of the trigger, or a DatadogMetric that the trigger names. */
export type KedaMode = 'datadogmetric' | 'query';

/** Where KEDA's own scaler reads a key: `trigger.metadata`, or what a TriggerAuthentication gives. */
export type ParamPlace = 'authentication' | 'metadata';

/** How a value is written; `choices` is a list with commas. */
export type ParamKind = 'boolean' | 'choice' | 'choices' | 'duration' | 'integer' | 'number' | 'text';

/** One parameter of a trigger: all that parsing, error texts, checks and the reference are made from. */
export interface KedaParam {
  readonly kind: ParamKind;
  /** Other names; the main name wins where both are given. */
  readonly aliases?: readonly string[];
  /** What `choice` and `choices` may be. */
  readonly choices?: readonly string[];
  /** The value where none is given, as it would be written. */
  readonly default?: string;
  /** How KEDA's own scaler takes it: where from, in order, and in which modes; absent when it does not know it. */
  readonly builtIn?: ParamUse & { readonly from: readonly ParamPlace[] };
  /** How keda-scaler takes it, always from the metadata; absent when it has no use for it. */
  readonly service?: ParamUse;
  readonly doc: string;
}

interface ParamUse {
  readonly modes: readonly KedaMode[];
  /** The modes in which it must be given; none when absent. */
  readonly required?: readonly KedaMode[];
}

const both = ['query', 'datadogmetric'] as const;
const query = ['query'] as const;
const datadogmetric = ['datadogmetric'] as const;
const metadata = ['metadata'] as const;
const authentication = ['authentication'] as const;

/** The mode of KEDA's own scaler that talks to the Cluster Agent, and what it needs to reach it. */
const proxyParams = {
  datadogNamespace: {
    kind: 'text',
    builtIn: { from: authentication, modes: datadogmetric, required: datadogmetric },
    doc: 'Namespace of the service that answers external.metrics.k8s.io.',
  },
  datadogMetricsService: {
    kind: 'text',
    builtIn: { from: authentication, modes: datadogmetric, required: datadogmetric },
    doc: 'Name of the service that answers external.metrics.k8s.io.',
  },
  datadogMetricsServicePort: {
    kind: 'integer',
    default: '8443',
    builtIn: { from: authentication, modes: datadogmetric },
    doc: 'Port of that service.',
  },
  unsafeSsl: {
    kind: 'boolean',
    default: 'false',
    builtIn: { from: authentication, modes: datadogmetric },
    doc: 'Does not verify the certificate of that service.',
  },
  authModes: {
    kind: 'choices',
    aliases: ['authMode'],
    choices: ['apiKey', 'basic', 'tls', 'bearer', 'custom', 'oauth'],
    builtIn: { from: ['metadata', 'authentication'], modes: datadogmetric },
    doc: 'Only `bearer` is supported; without it no token is sent.',
  },
  bearerToken: {
    kind: 'text',
    aliases: ['token'],
    builtIn: { from: authentication, modes: datadogmetric },
    doc: 'Token of a ServiceAccount that may get external.metrics.k8s.io; needed with `bearer`.',
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

const metricParams = {
  datadogMetricName: {
    kind: 'text',
    builtIn: { from: metadata, modes: datadogmetric, required: datadogmetric },
    service: { modes: datadogmetric, required: datadogmetric },
    doc: 'Name of the DatadogMetric.',
  },
  datadogMetricNamespace: {
    kind: 'text',
    builtIn: { from: metadata, modes: datadogmetric, required: datadogmetric },
    service: { modes: datadogmetric },
    doc: "Namespace of the DatadogMetric; keda-scaler takes the ScaledObject's without it.",
  },
  activationTargetValue: {
    kind: 'number',
    default: '0',
    builtIn: { from: metadata, modes: datadogmetric },
    service: { modes: both },
    doc: 'The trigger is active while the value is above this.',
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

const credentialParams = {
  apiKey: {
    kind: 'text',
    builtIn: { from: authentication, modes: query, required: query },
    doc: 'API key of Datadog. keda-scaler needs none: metrics-poller holds the keys.',
  },
  appKey: {
    kind: 'text',
    builtIn: { from: authentication, modes: query, required: query },
    doc: 'Application key of Datadog. keda-scaler needs none: metrics-poller holds the keys.',
  },
  datadogSite: {
    kind: 'text',
    default: 'datadoghq.com',
    builtIn: { from: authentication, modes: query },
    doc: "Site of the Datadog account; KEDA's own scaler refuses private sites when it queries.",
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

const queryParams = {
  query: {
    kind: 'text',
    builtIn: { from: metadata, modes: query, required: query },
    service: { modes: query, required: query },
    doc: 'The query, or several with commas between them.',
  },
  queryAggregator: {
    kind: 'choice',
    choices: ['average', 'max'],
    builtIn: { from: metadata, modes: query },
    service: { modes: query },
    doc: 'What to make of several series; needed as soon as there is more than one.',
  },
  activationQueryValue: {
    kind: 'number',
    default: '0',
    builtIn: { from: metadata, modes: query },
    service: { modes: both },
    doc: 'The trigger is active while the value is above this.',
  },
  age: {
    kind: 'integer',
    default: '90',
    builtIn: { from: metadata, modes: query },
    service: { modes: query },
    doc: 'Length of the query window, seconds. Below 60 Datadog may have no point in it.',
  },
  timeWindowOffset: {
    kind: 'integer',
    default: '0',
    builtIn: { from: metadata, modes: query },
    service: { modes: query },
    doc: 'The query window ends this many seconds ago.',
  },
  lastAvailablePointOffset: {
    kind: 'integer',
    default: '0',
    builtIn: { from: metadata, modes: query },
    service: { modes: query },
    doc: 'Counts this many points back from the last one that has a value.',
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

const commonParams = {
  useClusterAgentProxy: {
    kind: 'boolean',
    default: 'false',
    builtIn: { from: metadata, modes: both },
    service: { modes: both },
    doc: 'Chooses the mode: `true` reads a DatadogMetric. keda-scaler needs it only where both a query and a datadogMetricName are given.',
  },
  hpaMetricName: {
    kind: 'text',
    builtIn: { from: metadata, modes: both },
    doc: 'Without effect.',
  },
  metricUnavailableValue: {
    kind: 'number',
    builtIn: { from: metadata, modes: both },
    service: { modes: both },
    doc: 'The value while Datadog has no data; without it that is an error. Not used for other failures.',
  },
  targetValue: {
    kind: 'number',
    aliases: ['queryValue'],
    default: '-1',
    builtIn: { from: metadata, modes: both, required: both },
    service: { modes: both, required: both },
    doc: 'The value to scale for; -1 stands for none.',
  },
  timeout: {
    kind: 'duration',
    builtIn: { from: metadata, modes: both },
    doc: 'Longest wait for an answer: a Go duration, or milliseconds. keda-scaler waits for nothing.',
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

/** Keys that stand outside the scheme of the others. */
const specialParams = {
  type: {
    kind: 'choice',
    choices: ['average', 'global'],
    builtIn: { from: metadata, modes: both },
    doc: 'Deprecated. `global` has no effect on the HorizontalPodAutoscaler: write `metricType: Value` on the trigger.',
  },
  org: {
    kind: 'text',
    default: 'default',
    service: { modes: query },
    doc: 'The organization of Datadog, as metrics-poller names it, whose keys the query is asked with.',
  },
  maxStaleness: {
    kind: 'duration',
    default: '5m',
    service: { modes: both },
    doc: 'How long the last value is given while Datadog does not answer or its rate limit is reached: a Go duration, longer than metrics-poller takes between two polls (30 s).',
  },
} as const satisfies Readonly<Record<string, KedaParam>>;

/** Every parameter of a trigger for Datadog, in the order in which KEDA's own scaler reads them. */
export const kedaParams = {
  ...proxyParams,
  ...metricParams,
  ...credentialParams,
  ...queryParams,
  ...commonParams,
  ...specialParams,
} as const satisfies Readonly<Record<string, KedaParam>>;

/** The main name of a parameter. */
export type KedaParamName = keyof typeof kedaParams;

/** The names of the parameters of some kinds. */
export type ParamOfKind<Kind extends ParamKind> = {
  [Name in KedaParamName]: (typeof kedaParams)[Name]['kind'] extends Kind ? Name : never;
}[KedaParamName];

const mainNames: ReadonlyMap<string, KedaParamName> = new Map(
  paramEntries().flatMap(([name, param]) => [name, ...(param.aliases ?? [])].map((key) => [key, name] as const)),
);

/** The parameters with their names, in the order of `kedaParams`. */
export function paramEntries(): readonly (readonly [KedaParamName, KedaParam])[] {
  return Object.entries(kedaParams).flatMap(([name, param]) => (isParamName(name) ? [[name, param] as const] : []));
}

/** The parameter of this name. */
export function paramOf(name: KedaParamName): KedaParam {
  return kedaParams[name];
}

/** The main name of the parameter that a key, which may be an alias, stands for. */
export function mainNameOf(key: string): KedaParamName | undefined {
  return mainNames.get(key);
}

function isParamName(name: string): name is KedaParamName {
  return Object.hasOwn(kedaParams, name);
}
