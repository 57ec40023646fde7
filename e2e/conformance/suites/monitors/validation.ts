import { datadogMonitorCrd, type DatadogMonitorSpec } from '@dogwatch/crds';
import { checkMonitor, requiredFields } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

const names: Readonly<Record<string, string>> = { message: 'Message', name: 'Name', query: 'Query', type: 'Type' };

/** The texts of Datadog's operator: one for each required field that is empty. */
function upstreamTexts(spec: Readonly<Record<string, unknown>>): string[] {
  return requiredFields
    .filter((field) => checkMonitor(spec).errors.some(({ path }) => path === `spec.${field}`))
    .map((field) => `spec.${names[field]} must be defined`);
}

function toPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((to, key) => to + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), 'spec');
}

/** The paths that the schema of the CRD refuses, its rule for required fields included. */
function schemaPaths(spec: Readonly<Record<string, unknown>>): string[] {
  const parsed = datadogMonitorCrd.spec.safeParse(spec);
  const missing = requiredFields
    .filter((field) => !('jsonSpec' in spec) && !(field in spec))
    .map((field) => `spec.${field}`);
  return [...(parsed.error?.issues.map(({ path }) => toPath(path)) ?? []), ...missing];
}

export const run: SectionRunner = ({ spec, layer, messages }) => {
  const resource: DatadogMonitorSpec & Readonly<Record<string, unknown>> = object(spec);
  if (layer === 'controller') return compareJson(messages, upstreamTexts(resource));
  const paths = layer === 'schema' ? schemaPaths(resource) : checkMonitor(resource).errors.map(({ path }) => path);
  return compareJson(list(messages).map(text).toSorted(), paths.toSorted());
};
