import type { z } from 'zod';

interface EntryBase {
  /** The variable's name. A second name, `<env>_FILE`, names a file that holds the value. */
  readonly env: string;
  /** One sentence for the reference page. */
  readonly doc: string;
  /** The value is never printed and is masked in log lines. */
  readonly secret?: boolean;
  /** The service reads the file of `<env>_FILE` again and again: one that is not there yet counts as no value. */
  readonly isFollowed?: true;
  /** Without a value the service does not start. */
  readonly required?: true;
  /** Former names, tried in this order when `env` is not set. */
  readonly aliases?: readonly string[];
}

/** One variable of a service's configuration. Without `default` and `required` its value may be undefined. */
export type ConfigEntry = EntryBase &
  (
    | { readonly type: 'string'; readonly default?: string }
    | { readonly type: 'boolean'; readonly default?: boolean }
    /** A whole number, a number, or a TCP port (0 takes any free one). */
    | {
        readonly type: 'int' | 'number' | 'port';
        readonly default?: number;
        readonly min?: number;
        readonly max?: number;
      }
    /** Seconds, written as a number (`30`) or as a Go duration (`1m30s`). */
    | { readonly type: 'durationSeconds'; readonly default?: number; readonly min?: number; readonly max?: number }
    /** Separated by blanks or commas, or a JSON list. */
    | { readonly type: 'stringList'; readonly default?: readonly string[] }
    | { readonly type: 'enum'; readonly values: readonly string[]; readonly default?: string }
    | { readonly type: 'json'; readonly schema: z.ZodType; readonly default?: unknown }
  );

/** A table of variables; the keys are the names the program uses. */
export type ConfigEntries = Readonly<Record<string, ConfigEntry>>;

type EntryValue<E extends ConfigEntry> = E extends { type: 'string' }
  ? string
  : E extends { type: 'boolean' }
    ? boolean
    : E extends { type: 'stringList' }
      ? readonly string[]
      : E extends { type: 'enum'; values: readonly (infer V)[] }
        ? V
        : E extends { type: 'json'; schema: z.ZodType<infer V> }
          ? V
          : number;

/** The typed configuration that a table describes. */
export type ConfigOf<S extends ConfigEntries> = {
  readonly [K in keyof S]: S[K] extends { default: unknown } | { required: true }
    ? EntryValue<S[K]>
    : EntryValue<S[K]> | undefined;
};

/** A service's variables. */
export interface ConfigSchema<S extends ConfigEntries> {
  readonly entries: S;
  /** Names that are accepted without effect, each with the reason; setting one costs a warning. */
  readonly ignored: Readonly<Record<string, string>>;
}

/** The one table of a service's variables: checked here for names used twice, read by `parseConfig`, printed by `renderConfigReference`. */
export function defineConfig<const S extends ConfigEntries>(
  entries: S,
  options: { readonly ignored?: Readonly<Record<string, string>> } = {},
): ConfigSchema<S> {
  const ignored = options.ignored ?? {};
  const names = Object.values(entries).flatMap((entry: ConfigEntry) => [entry.env, ...(entry.aliases ?? [])]);
  const twice = [...names, ...Object.keys(ignored)].find((name, index, all) => all.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`The variable ${twice} occurs twice in a configuration table.`);
  const ofFile = names.find((name) => names.includes(`${name}_FILE`));
  if (ofFile !== undefined) throw new Error(`The variable ${ofFile}_FILE would also name a file with ${ofFile}.`);
  return { entries, ignored };
}
