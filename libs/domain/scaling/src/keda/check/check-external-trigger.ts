import { parseScalerMetadata } from '../scaler-metadata.js';
import { authenticationOf } from './check-authentication.js';
import { checkMetricIsActive } from './check-built-in-trigger.js';
import { checkKeys } from './check-keys.js';
import { checkQueryKeys } from './check-query-keys.js';
import { below, error, type KedaFinding, warning } from './finding.js';
import type { KedaObjects, KedaTrigger } from './keda-objects.js';
import { placeOfKey, readTexts } from './trigger-texts.js';

type Texts = Readonly<Record<string, string>>;

/** What KEDA takes from an authentication to reach an external scaler. */
const connectionParameters: ReadonlySet<string> = new Set(['caCert', 'tlsClientCert', 'tlsClientKey']);

/** All that is wrong or doubtful about a trigger of keda-scaler and what it refers to in the file. */
export function checkExternalTrigger(trigger: KedaTrigger, objects: KedaObjects): KedaFinding[] {
  const { findings, texts } = readTexts(trigger);
  const parsed = parseScalerMetadata(texts, trigger.owner.namespace);
  const mode = parsed.ok ? parsed.spec.mode : modeOf(texts);
  return [
    ...findings,
    ...checkKeys(trigger, 'service', mode),
    ...checkAddress(trigger, texts),
    ...checkMetricType(trigger),
    ...(parsed.ok ? [] : parsed.problems.flatMap((problem) => toFindings(trigger, problem, texts))),
    ...(mode === 'query' ? checkQueryKeys(trigger, texts) : []),
    ...(parsed.ok && parsed.spec.mode === 'datadogmetric'
      ? checkMetricIsActive(trigger, parsed.spec, objects.metrics)
      : []),
    ...checkParameters(trigger, objects),
  ];
}

function modeOf(texts: Texts): 'datadogmetric' | 'query' {
  return texts['datadogMetricName'] !== undefined && texts['query'] === undefined ? 'datadogmetric' : 'query';
}

function checkAddress(trigger: KedaTrigger, texts: Texts): KedaFinding[] {
  if ((texts['scalerAddress']?.trim() ?? '') !== '') return [];
  return [
    error(below(trigger, 'metadata'), 'KeyMissing', 'scalerAddress is missing: the address of keda-scaler, host:port'),
  ];
}

function checkMetricType({ metricType, ...trigger }: KedaTrigger): KedaFinding[] {
  if (metricType !== 'Utilization') return [];
  const message = "'Utilization' is unsupported for external metrics, allowed values are 'Value' or 'AverageValue'";
  return [error(below(trigger, 'metricType'), 'InvalidTrigger', message)];
}

function toFindings(
  trigger: KedaTrigger,
  { key, message }: { readonly key: string; readonly message: string },
  texts: Texts,
): KedaFinding[] {
  const isWritten = Object.keys(texts).some((name) => placeOfKey(trigger, key).path.at(-1) === name);
  // The query that is there is checked on its own, with the place of what is wrong in it.
  if (key === 'query' && isWritten) return [];
  const reason = key === 'type' && message.includes('global has') ? 'GlobalHasNoEffect' : 'InvalidTrigger';
  return [error(placeOfKey(trigger, key), isWritten ? reason : 'KeyMissing', message)];
}

function checkParameters(trigger: KedaTrigger, objects: KedaObjects): KedaFinding[] {
  const parameters = authenticationOf(trigger, objects)?.parameters ?? [];
  return parameters
    .filter(({ parameter }) => !connectionParameters.has(parameter))
    .map(({ parameter }) =>
      warning(
        below(trigger, 'authenticationRef'),
        'NoEffect',
        `KEDA does not hand ${parameter} on to external scalers; metrics-poller holds the keys, org names them`,
      ),
    );
}
