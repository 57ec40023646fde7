import { below, type DocumentPlace } from './check/finding.js';
import { type KedaDocument, type KedaTrigger, printName, readKedaObjects } from './check/keda-objects.js';
import { modeOf } from './check/check-built-in-trigger.js';
import { placeOfKey, readTexts } from './check/trigger-texts.js';
import { datadogMetricName, withTriggerIndex } from './metric-name.js';
import { mainNameOf, paramOf } from './params.js';

/** A change of one value of a document: `value` replaces it or is added; without, it is removed. */
export interface KedaEdit extends DocumentPlace {
  readonly value?: string;
}

/** What to change in a file, and what it means, a sentence each. */
export interface KedaMigration {
  readonly edits: readonly KedaEdit[];
  readonly changes: readonly string[];
  /** How many triggers move. */
  readonly triggers: number;
}

/** Where the triggers move. */
export interface KedaMigrationOptions {
  /** `host:port` of keda-scaler. */
  readonly scalerAddress: string;
  /** Organization for the triggers with a query; that of the poller's own keys without it. */
  readonly org?: string | undefined;
}

interface Step {
  readonly edits?: readonly KedaEdit[];
  readonly changes?: readonly string[];
}

/** How the triggers of KEDA's own Datadog scaler become triggers of keda-scaler. Everything else in the file stays. */
export function planMigration(documents: readonly KedaDocument[], options: KedaMigrationOptions): KedaMigration {
  const { triggers } = readKedaObjects(documents, () => undefined);
  const moved = triggers.filter(({ type }) => type === 'datadog');
  const steps = moved.flatMap((trigger) =>
    planTrigger(trigger, options).map(({ changes = [], edits = [] }) => ({
      edits,
      changes: changes.map((change) => `${printName(trigger.owner)}, trigger ${trigger.index}: ${change}`),
    })),
  );
  return {
    edits: steps.flatMap(({ edits }) => edits),
    changes: steps.flatMap(({ changes }) => changes),
    triggers: moved.length,
  };
}

function planTrigger(trigger: KedaTrigger, options: KedaMigrationOptions): Step[] {
  const { texts } = readTexts(trigger);
  return [
    planType(trigger),
    planMetricType(trigger, texts),
    planAddress(trigger, texts, options),
    planDropped(trigger),
    planAuthentication(trigger, texts, options.org),
    planName(trigger, texts),
    planActivation(trigger, texts),
    planTexts(trigger),
  ];
}

/** KEDA opens streams for ScaledObjects only. */
function planType(trigger: KedaTrigger): Step {
  const type = trigger.owner.kind === 'ScaledJob' ? 'external' : 'external-push';
  return { edits: [set(below(trigger, 'type'), type)], changes: [`type datadog becomes ${type}`] };
}

function planMetricType(trigger: KedaTrigger, texts: Readonly<Record<string, string>>): Step {
  const type = texts['type']?.trim().toLowerCase();
  if (type === undefined) return {};
  const removed: KedaEdit = placeOfKey(trigger, 'type');
  if (type !== 'global' || trigger.metricType !== undefined)
    return { edits: [removed], changes: [`metadata.type: ${type} is removed; metricType decides`] };
  return {
    edits: [removed, set(below(trigger, 'metricType'), 'Value')],
    changes: [
      'metadata.type: global becomes metricType: Value. The target now counts for all pods together, as it says; until now KEDA left it an average per pod',
    ],
  };
}

function planAddress(
  trigger: KedaTrigger,
  texts: Readonly<Record<string, string>>,
  { org, scalerAddress }: KedaMigrationOptions,
): Step {
  const address = set(below(trigger, 'metadata', 'scalerAddress'), scalerAddress);
  const hasOrg = org !== undefined && modeOf(texts) === 'query';
  const edits = hasOrg ? [address, set(below(trigger, 'metadata', 'org'), org)] : [address];
  return { edits, changes: [`scalerAddress ${scalerAddress} is added${hasOrg ? `, and org ${org}` : ''}`] };
}

function planDropped(trigger: KedaTrigger): Step {
  const keys = Object.keys(trigger.metadata).filter((key) => isDropped(trigger, key));
  return {
    edits: keys.map((key) => below(trigger, 'metadata', key)),
    changes: keys.map((key) => `metadata.${key} is removed: keda-scaler has no use for it`),
  };
}

/** What keda-scaler has no use for; `type` has a step of its own. */
function isDropped({ metadata }: KedaTrigger, key: string): boolean {
  const name = mainNameOf(key);
  if (name === undefined || name === 'type') return false;
  // With both keys it is what chooses the mode.
  if (name === 'useClusterAgentProxy') return !('query' in metadata && 'datadogMetricName' in metadata);
  return paramOf(name).service === undefined;
}

function planAuthentication(
  trigger: KedaTrigger,
  texts: Readonly<Record<string, string>>,
  org: string | undefined,
): Step {
  const name = trigger.authenticationRef?.name;
  if (name === undefined) return {};
  const keys = org === undefined ? 'its own keys; --org names others' : `the keys of the organization ${org}`;
  const end = modeOf(texts) === 'query' ? `. metrics-poller asks the query with ${keys}` : '';
  return {
    edits: [below(trigger, 'authenticationRef')],
    changes: [`authenticationRef ${name} is removed: KEDA hands its values to no external scaler${end}`],
  };
}

function planName(trigger: KedaTrigger, texts: Readonly<Record<string, string>>): Step {
  if (modeOf(texts) === 'query') return { changes: ['the name of the metric in the HorizontalPodAutoscaler stays'] };
  const before = datadogMetricName(texts['datadogMetricNamespace'] ?? '', texts['datadogMetricName'] ?? '');
  const after = withTriggerIndex(trigger.index, before);
  return { changes: [`the name of the metric in the HorizontalPodAutoscaler changes from ${before} to ${after}`] };
}

function planActivation(trigger: KedaTrigger, texts: Readonly<Record<string, string>>): Step {
  const [counted, ignored] =
    modeOf(texts) === 'query'
      ? ['activationQueryValue', 'activationTargetValue']
      : ['activationTargetValue', 'activationQueryValue'];
  const value = texts[ignored];
  if (value === undefined || texts[counted] !== undefined) return {};
  return { changes: [`${ignored}: ${value} was ignored and counts from now on: the trigger is active above ${value}`] };
}

/** The API server takes texts only. */
function planTexts(trigger: KedaTrigger): Step {
  const { texts } = readTexts(trigger);
  const keys = Object.entries(trigger.metadata).filter(
    ([key, value]) => typeof value !== 'string' && !isDropped(trigger, key) && key !== 'type',
  );
  return {
    edits: keys.map(([key]) => set(below(trigger, 'metadata', key), texts[key] ?? '')),
    changes: keys.map(([key]) => `metadata.${key} becomes a text, which the API server insists on`),
  };
}

function set({ document, path }: DocumentPlace, value: string): KedaEdit {
  return { document, path, value };
}
