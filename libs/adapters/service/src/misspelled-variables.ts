import { telemetryVariables } from '@dogwatch/telemetry';
import { distance } from 'fastest-levenshtein';
import type { ConfigEntries, ConfigSchema } from './define-config.js';
import type { Env } from './service-context.js';

/** Short names are near to each other without being meant. */
const minLength = 10;
const longLength = 16;

/**
 * Sentences about variables that nobody reads and that look like a misspelled one. Only those are told: an environment holds much
 * that is meant for others, such as tracing libraries, under the same prefix.
 */
export function findMisspelled(schemas: readonly ConfigSchema<ConfigEntries>[], env: Env): readonly string[] {
  const known = new Set([...schemas.flatMap(namesOf), ...telemetryVariables]);
  return Object.keys(env)
    .filter((name) => name.startsWith('DD_') && name.length >= minLength && !known.has(name))
    .flatMap((name) => {
      // a name that is set itself is not what was meant
      const meant = [...known].find(
        (other) => env[other] === undefined && distance(name, other) <= (name.length < longLength ? 1 : 2),
      );
      return meant === undefined ? [] : [`${name} is set, and nothing reads it; did you mean ${meant}?`];
    });
}

function namesOf({ entries, ignored }: ConfigSchema<ConfigEntries>): readonly string[] {
  const names = Object.values(entries).flatMap(({ env, aliases = [] }) => [env, ...aliases]);
  return [...names, ...names.map((name) => `${name}_FILE`), ...Object.keys(ignored)];
}
