import { isAlwaysActive, alwaysActiveAnnotation } from '../../always-active.js';
import { type KedaMode, mainNameOf, paramEntries } from '../params.js';
import { parseTrigger } from '../parse-trigger.js';
import { authenticationOf, checkAuthentication, resolveParameters } from './check-authentication.js';
import { checkKeys } from './check-keys.js';
import { checkQueryKeys } from './check-query-keys.js';
import { below, error, type KedaFinding, warning } from './finding.js';
import { type KedaObjects, type KedaTrigger, mayShareNamespace } from './keda-objects.js';
import { placeOfKey, readTexts } from './trigger-texts.js';

type Texts = Readonly<Record<string, string>>;
type Given = ReadonlyMap<string, string | undefined>;

/** Stand for values that the file does not hold, so that those it holds can be judged. */
const standIns: Texts = {
  apiKey: 'key',
  appKey: 'key',
  datadogNamespace: 'namespace',
  datadogMetricsService: 'service',
  bearerToken: 'token',
  query: 'avg:a{*}',
  targetValue: '1',
  datadogMetricName: 'name',
  datadogMetricNamespace: 'namespace',
};

/** All that is wrong or doubtful about a trigger of KEDA's own Datadog scaler and what it refers to in the file. */
export function checkBuiltInTrigger(trigger: KedaTrigger, objects: KedaObjects): KedaFinding[] {
  const { findings, texts } = readTexts(trigger);
  const mode = modeOf(texts);
  const authentication = authenticationOf(trigger, objects);
  const given: Given = authentication === undefined ? new Map() : resolveParameters(authentication, objects);
  return [
    ...findings,
    ...checkKeys(trigger, 'builtIn', mode),
    ...checkMissing(trigger, texts, mode),
    ...checkValues(trigger, texts, given),
    ...checkType(trigger, texts),
    ...(mode === 'query' ? checkQueryKeys(trigger, texts) : checkMetric(trigger, texts, objects)),
    ...checkReference(trigger),
    ...(authentication === undefined ? [] : checkAuthentication(authentication, objects, mode)),
    ...(mode === 'datadogmetric' ? checkToken(trigger, { given, isKnown: authentication !== undefined, texts }) : []),
  ];
}

/** The mode that a trigger of KEDA's own scaler is in. */
export function modeOf(texts: Texts): KedaMode {
  return /^(?:1|t|T|true|TRUE|True)$/.test(texts['useClusterAgentProxy']?.trim() ?? '') ? 'datadogmetric' : 'query';
}

function isGiven(texts: Texts, name: string): boolean {
  return Object.entries(texts).some(([key, value]) => mainNameOf(key) === name && value.trim() !== '');
}

function checkMissing(trigger: KedaTrigger, texts: Texts, mode: KedaMode): KedaFinding[] {
  return paramEntries()
    .filter(([name, { builtIn }]) => {
      const isNeeded = builtIn?.from.includes('metadata') === true && builtIn.required?.includes(mode) === true;
      const isFormula = name === 'targetValue' && trigger.isMetricSource;
      return isNeeded && !isFormula && !isGiven(texts, name);
    })
    .map(([name, { aliases = [] }]) =>
      error(below(trigger, 'metadata'), 'KeyMissing', `${[name, ...aliases].join(' or ')} is missing`),
    );
}

/** What KEDA says itself, with what is missing filled in and what is told elsewhere left out. */
function checkValues(trigger: KedaTrigger, texts: Texts, given: Given): KedaFinding[] {
  const missing = Object.keys(standIns).filter((name) => !isGiven(texts, name));
  const metadata = { ...texts, ...Object.fromEntries(missing.map((name) => [name, standIns[name] ?? ''])) };
  const known = [...given].flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
  const parsed = parseTrigger({
    metadata: { ...metadata, query: standIns['query'] ?? '' },
    authParams: { ...standIns, ...Object.fromEntries(known) },
    metricType: trigger.metricType,
    asMetricSource: trigger.isMetricSource,
  });
  if (parsed.ok) return [];
  return parsed.problems.map(({ key, message }) => error(placeOfProblem(trigger, key), 'InvalidTrigger', message));
}

function placeOfProblem(trigger: KedaTrigger, key: string) {
  return key === 'metricType' ? below(trigger, 'metricType') : placeOfKey(trigger, key);
}

function checkType(trigger: KedaTrigger, texts: Texts): KedaFinding[] {
  const type = texts['type']?.toLowerCase();
  const place = placeOfKey(trigger, 'type');
  if (trigger.metricType !== undefined) return [];
  if (type === 'global')
    return [
      error(
        place,
        'GlobalHasNoEffect',
        'type: global is deprecated and leaves the target an average per pod; remove it and write metricType: Value beside metadata',
      ),
    ];
  return type === 'average'
    ? [warning(place, 'NoEffect', 'type: average is deprecated and the default; remove it')]
    : [];
}

function checkMetric(trigger: KedaTrigger, texts: Texts, { metrics }: KedaObjects): KedaFinding[] {
  const name = texts['datadogMetricName']?.trim() ?? '';
  const namespace = texts['datadogMetricNamespace']?.trim() ?? '';
  return checkMetricIsActive(trigger, { name, namespace }, metrics);
}

/** Whether a DatadogMetric of the file, read by a trigger, is ever queried: KEDA makes an autoscaler that names it for a ScaledObject, none for a ScaledJob. */
export function checkMetricIsActive(
  trigger: KedaTrigger,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  metrics: KedaObjects['metrics'],
): KedaFinding[] {
  if (trigger.owner.kind !== 'ScaledJob') return [];
  const metric = metrics.find((other) => other.name === name && mayShareNamespace(other.namespace, namespace));
  if (metric === undefined || isAlwaysActive(metric.annotations)) return [];
  const message = `no autoscaler names this DatadogMetric, for ScaledJobs have none, so it is not queried; add the annotation ${alwaysActiveAnnotation}: "true"`;
  return [error(below(metric, 'metadata'), 'MetricNotActive', message)];
}

function checkReference(trigger: KedaTrigger): KedaFinding[] {
  if (trigger.authenticationRef !== undefined) return [];
  return [
    error(
      trigger,
      'AuthenticationMissing',
      'the trigger has no authenticationRef, which names its TriggerAuthentication',
    ),
  ];
}

function checkToken(
  trigger: KedaTrigger,
  { given, isKnown, texts }: { readonly given: Given; readonly isKnown: boolean; readonly texts: Texts },
): KedaFinding[] {
  if (!isKnown && trigger.authenticationRef !== undefined) return [];
  const hasMode = isGiven(texts, 'authModes') || (given.has('authModes') && given.get('authModes') !== '');
  if (!hasMode)
    return [
      error(
        trigger,
        'AuthModeMissing',
        'no authMode is given, so no token is sent and the metrics service refuses; give authMode: bearer',
      ),
    ];
  if (given.has('bearerToken') && given.get('bearerToken') !== '') return [];
  return [error(trigger, 'ParameterMissing', 'the authentication gives no token, which authMode: bearer needs')];
}
