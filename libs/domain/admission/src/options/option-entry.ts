import type { OptionType } from './option-type.js';

/** One variable. */
export interface OptionEntry<T = unknown> {
  readonly env: string;
  readonly type: OptionType<T>;
  /** The value when the variable is not set or empty. */
  readonly default: T;
  /** One sentence for the reference page. */
  readonly doc: string;
  /** Another name, which wins when both are set. */
  readonly alias?: string;
  /** A value that is not accepted gives a warning and this value instead of an error. */
  readonly fallback?: T;
  /** What the core works with after an error; without it the default. */
  readonly invalid?: T;
}

/** Optional parts of an entry. */
export type EntryExtras<T> = Pick<OptionEntry<T>, 'alias' | 'fallback' | 'invalid'>;

/** Makes an entry whose type follows from its reader. */
export function option<T>(
  env: string,
  type: OptionType<T>,
  value: NoInfer<T>,
  rest: { readonly doc: string } & EntryExtras<NoInfer<T>>,
): OptionEntry<T> {
  return { env, type, default: value, ...rest };
}

/** Makes an entry that has no value unless the variable is set. */
export function optional<T>(env: string, type: OptionType<T>, doc: string): OptionEntry<T | undefined> {
  return { env, type, default: undefined, doc };
}
