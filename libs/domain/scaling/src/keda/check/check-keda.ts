import { checkBuiltInTrigger, modeOf } from './check-built-in-trigger.js';
import { checkExternalTrigger } from './check-external-trigger.js';
import { error, type KedaFinding } from './finding.js';
import { authenticationOf } from './check-authentication.js';
import { type DecodeBase64, type KedaDocument, type KedaTrigger, printName, readKedaObjects } from './keda-objects.js';
import { placeOfKey, readTexts } from './trigger-texts.js';

/** What a check depends on. */
export interface KedaCheckOptions {
  /** Whether an external scaler at this address is keda-scaler. */
  readonly isKedaScaler: (address: string) => boolean;
  readonly decodeBase64: DecodeBase64;
}

/** What was checked and found. */
export interface KedaCheck {
  /** By document; none is told twice. */
  readonly findings: readonly KedaFinding[];
  /** How many triggers were checked. */
  readonly triggers: number;
  /** Objects that triggers refer to and that the file does not hold. */
  readonly absent: readonly string[];
}

const external: ReadonlySet<string> = new Set(['external', 'external-push']);

/**
 * Checks the triggers for Datadog of ScaledObjects and ScaledJobs, those of KEDA's own scaler and those of keda-scaler, together
 * with the TriggerAuthentications, Secrets and DatadogMetrics of the same file. Triggers of other scalers are left alone.
 */
export function checkKeda(documents: readonly KedaDocument[], options: KedaCheckOptions): KedaCheck {
  const objects = readKedaObjects(documents, options.decodeBase64);
  const builtIn = objects.triggers.filter(({ type }) => type === 'datadog');
  const ours = objects.triggers.filter((trigger) => isOurs(trigger, options));
  const findings = [
    ...builtIn.flatMap((trigger) => checkBuiltInTrigger(trigger, objects)),
    ...ours.flatMap((trigger) => checkExternalTrigger(trigger, objects)),
    ...checkDuplicates(builtIn),
  ];
  const absent = builtIn.flatMap((trigger) => {
    const { authenticationRef, owner } = trigger;
    if (authenticationRef === undefined || authenticationOf(trigger, objects) !== undefined) return [];
    const namespace = authenticationRef.kind === 'ClusterTriggerAuthentication' ? '' : owner.namespace;
    return [printName({ ...authenticationRef, namespace })];
  });
  return {
    findings: withoutRepeats(findings).toSorted((a, b) => a.document - b.document),
    triggers: builtIn.length + ours.length,
    absent: [...new Set(absent)],
  };
}

/** A trigger whose address says so, or that names a DatadogMetric, which no other scaler reads. */
function isOurs({ metadata, type }: KedaTrigger, { isKedaScaler }: KedaCheckOptions): boolean {
  if (!external.has(type)) return false;
  const { datadogMetricName, scalerAddress } = metadata;
  return (typeof scalerAddress === 'string' && isKedaScaler(scalerAddress)) || datadogMetricName !== undefined;
}

/** Only the names of DatadogMetrics lack the index of the trigger. */
function checkDuplicates(triggers: readonly KedaTrigger[]): KedaFinding[] {
  const seen = new Set<string>();
  const owners = [...new Set(triggers.map(({ owner }) => owner))];
  return triggers.flatMap((trigger) => {
    const { texts } = readTexts(trigger);
    if (modeOf(texts) !== 'datadogmetric') return [];
    const metricName = `datadogmetric@${texts['datadogMetricNamespace'] ?? ''}:${texts['datadogMetricName'] ?? ''}`;
    const key = `${owners.indexOf(trigger.owner)} ${metricName}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    const message = `metricName ${metricName} defined multiple times in ${trigger.owner.kind} ${trigger.owner.name}; keda-scaler allows that`;
    return isRepeated ? [error(placeOfKey(trigger, 'datadogMetricName'), 'DuplicateMetric', message)] : [];
  });
}

/** Several triggers may share an authentication. */
function withoutRepeats(findings: readonly KedaFinding[]): KedaFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
