import type { AdmissionReason } from '../reasons.js';
import { type AdmissionOptions, admissionOptions } from './admission-options.js';
import { ignoredAdmissionOptions } from './ignored-options.js';
import type { OptionEntry } from './option-entry.js';
import { checkInstrumentation } from './check-instrumentation.js';

/** One option that is wrong: the message names the variable, its value and what would be right. */
export interface OptionProblem {
  readonly env: string;
  readonly reason: AdmissionReason;
  readonly message: string;
  /** The webhook that must not run with this problem; without it the service should not start. */
  readonly disables?: 'lib_injection';
}

/** The options and everything that is wrong with them. */
export interface ParsedOptions {
  /** Complete in any case: an option that is wrong has its default, or the value that makes the core refuse. */
  readonly options: AdmissionOptions;
  readonly errors: readonly OptionProblem[];
  readonly warnings: readonly OptionProblem[];
}

/** Variables by name, such as those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads all variables of the admission webhook. An empty variable counts as not set. */
export function parseAdmissionOptions(environment: Environment): ParsedOptions {
  const read = Object.entries<OptionEntry>(admissionOptions).map(([key, entry]) => ({
    key,
    ...readOption(entry, environment),
  }));
  const values = Object.fromEntries(read.map(({ key, value }) => [key, value]));
  if (!hasAllOptions(values)) throw new Error('an entry of the option table has no key');
  const checked = checkInstrumentation(values);
  return {
    options: checked.options,
    errors: [...read.flatMap(({ error }) => error ?? []), ...checked.errors],
    warnings: [...read.flatMap(({ warning }) => warning ?? []), ...checked.warnings, ...ignored(environment)],
  };
}

interface ReadOption {
  readonly value: unknown;
  readonly error?: OptionProblem;
  readonly warning?: OptionProblem;
}

function readOption(entry: OptionEntry, environment: Environment): ReadOption {
  const names = entry.alias === undefined ? [entry.env] : [entry.alias, entry.env];
  const env = names.find((name) => isSet(environment, name));
  if (env === undefined) return { value: entry.default };
  const text = environment[env] ?? '';
  const parsed = entry.type.parse(text);
  if (parsed.ok) return { value: parsed.value };
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  const problem = { env, message: `${env} = "${shown}": expected ${parsed.expected}.` };
  if (entry.fallback !== undefined) return { value: entry.fallback, warning: { ...problem, reason: 'InvalidOption' } };
  return { value: entry.invalid ?? entry.default, error: toError(entry, problem) };
}

function toError(entry: OptionEntry, problem: { readonly env: string; readonly message: string }): OptionProblem {
  return entry === admissionOptions.targets
    ? { ...problem, reason: 'InvalidTarget', disables: 'lib_injection' }
    : { ...problem, reason: 'InvalidOption' };
}

function isSet(environment: Environment, name: string): boolean {
  return Object.hasOwn(environment, name) && environment[name] !== undefined && environment[name] !== '';
}

function ignored(environment: Environment): readonly OptionProblem[] {
  return Object.entries(ignoredAdmissionOptions)
    .filter(([env]) => isSet(environment, env))
    .map(([env, why]) => ({
      env,
      reason: 'InvalidOption',
      message: `${env} is accepted but has no effect: ${why}.`,
    }));
}

function hasAllOptions(values: object): values is AdmissionOptions {
  return Object.keys(admissionOptions).every((key) => key in values);
}
