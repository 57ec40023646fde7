import { nearestName } from '@dogwatch/query';
import { type KedaMode, type KedaParam, mainNameOf, paramEntries, paramOf } from '../params.js';
import { below, error, type KedaFinding, warning } from './finding.js';
import type { KedaTrigger } from './keda-objects.js';

/** Whose keys are looked at. */
export type ScalerKind = 'builtIn' | 'service';

const fromEnv = 'FromEnv';
const secretKeys: ReadonlySet<string> = new Set(['apiKey', 'appKey', 'bearerToken']);
/** Keys that KEDA itself reads of an external trigger. */
const connectionKeys: ReadonlySet<string> = new Set(['scalerAddress', 'enableTLS', 'unsafeSsl']);
const otherKey: Readonly<Record<string, string>> = {
  activationQueryValue: 'activationTargetValue',
  activationTargetValue: 'activationQueryValue',
};

/** What a scaler makes of the keys of a trigger, whatever their values: unknown, misplaced, of the other mode, without effect. */
export function checkKeys(trigger: KedaTrigger, scaler: ScalerKind, mode: KedaMode): KedaFinding[] {
  const keys = Object.keys(trigger.metadata).filter((key) => scaler === 'builtIn' || !connectionKeys.has(key));
  return keys.flatMap((key) => {
    const finding = checkKey(key, scaler, mode);
    return finding === undefined ? [] : [finding(trigger)];
  });
}

type ToFinding = (trigger: KedaTrigger) => KedaFinding;

function checkKey(key: string, scaler: ScalerKind, mode: KedaMode): ToFinding | undefined {
  const name = mainNameOf(key);
  if (name === undefined) return key.endsWith(fromEnv) ? checkFromEnv(key, scaler) : unknown(key, scaler);
  const param: KedaParam = paramOf(name);
  if (secretKeys.has(name)) return found('error', 'SecretInMetadata', key, secretAdvice(scaler));
  const use = param[scaler];
  if (use === undefined) return withoutUse(key, scaler, param);
  if (scaler === 'builtIn' && param.builtIn?.from.includes('metadata') === false)
    return found('error', 'Misplaced', key, 'is read from the TriggerAuthentication alone; move it there');
  return use.modes.includes(mode) ? checkSpecial(key, scaler) : ofOtherMode(key, mode);
}

function checkSpecial(key: string, scaler: ScalerKind): ToFinding | undefined {
  if (key !== 'hpaMetricName' || scaler === 'service') return undefined;
  return found('warning', 'NoEffect', key, 'has no effect; KEDA makes the name of the metric itself');
}

function ofOtherMode(key: string, mode: KedaMode): ToFinding {
  const counterpart = otherKey[key];
  if (counterpart === undefined)
    return found('warning', 'NoEffect', key, `has no effect with ${mode === 'query' ? 'a query' : 'a DatadogMetric'}`);
  return found(
    'error',
    'KeyOfOtherMode',
    key,
    `is ignored in this mode, so the trigger is active above 0; write ${counterpart}`,
  );
}

function withoutUse(key: string, scaler: ScalerKind, { builtIn }: KedaParam): ToFinding | undefined {
  // Its value is judged where it is parsed.
  if (key === 'type') return undefined;
  if (scaler === 'builtIn')
    return found('error', 'UnknownKey', key, "is a key of keda-scaler; KEDA's own scaler ignores it");
  const place =
    builtIn?.from.includes('metadata') === true ? '' : '; keda-scaler calls no metrics service and no site itself';
  return found('warning', 'NoEffect', key, `has no effect with keda-scaler${place}`);
}

function checkFromEnv(key: string, scaler: ScalerKind): ToFinding {
  const name = mainNameOf(key.slice(0, -fromEnv.length));
  if (name === undefined) return unknown(key, scaler);
  if (scaler === 'service' && secretKeys.has(name))
    return found(
      'error',
      'SecretInMetadata',
      key,
      'makes KEDA send the value to the scaler, which has no use for it; remove it',
    );
  return found('error', 'NoEffect', key, 'is not read by this scaler; only values and TriggerAuthentications are');
}

function unknown(key: string, scaler: ScalerKind): ToFinding {
  const keys = paramEntries().flatMap(([name, { aliases = [], ...param }]) =>
    param[scaler] === undefined ? [] : [name, ...aliases],
  );
  const nearest = nearestName(key, scaler === 'service' ? [...keys, ...connectionKeys] : keys);
  return found(
    'error',
    'UnknownKey',
    key,
    `is not known and is ignored${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  );
}

function secretAdvice(scaler: ScalerKind): string {
  return scaler === 'builtIn'
    ? 'is read from the TriggerAuthentication alone, and everybody who may read this object sees it; move it to a Secret'
    : 'is not used by keda-scaler, and everybody who may read this object sees it; metrics-poller holds the keys, org names them';
}

function found(severity: KedaFinding['severity'], reason: KedaFinding['reason'], key: string, text: string): ToFinding {
  const make = severity === 'error' ? error : warning;
  return (trigger) => make(below(trigger, 'metadata', key), reason, `${key} ${text}`);
}
