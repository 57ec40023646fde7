import { mainNameOf } from '../params.js';
import { below, error, type DocumentPlace, type KedaFinding } from './finding.js';
import type { KedaTrigger } from './keda-objects.js';

/** The metadata of a trigger as KEDA would get it, and what the API server refuses of it. */
export function readTexts(trigger: KedaTrigger): {
  readonly texts: Readonly<Record<string, string>>;
  readonly findings: readonly KedaFinding[];
} {
  const entries = Object.entries(trigger.metadata);
  return {
    texts: Object.fromEntries(entries.map(([key, value]) => [key, printScalar(value)])),
    findings: entries
      .filter(([, value]) => typeof value !== 'string')
      .map(([key, value]) =>
        error(
          below(trigger, 'metadata', key),
          'NotText',
          `${key}: ${printScalar(value)} must be a text; write "${printScalar(value)}"`,
        ),
      ),
  };
}

/** Where a key of the metadata, which may be written under an alias, stands; the metadata when it is not there. */
export function placeOfKey(trigger: KedaTrigger, key: string): DocumentPlace {
  const main = mainNameOf(key);
  const written = Object.keys(trigger.metadata).find(
    (candidate) => candidate === key || (main !== undefined && mainNameOf(candidate) === main),
  );
  return written === undefined ? below(trigger, 'metadata') : below(trigger, 'metadata', written);
}

function printScalar(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '');
}
