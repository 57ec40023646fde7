import {
  admissionOptions,
  ignoredAdmissionOptions,
  type OptionEntry,
  parseAdmissionOptions,
  type ParsedOptions,
} from '@dogwatch/admission';
import { type ConfigEntries, type ConfigEntry, type ConfigSchema, type Env, parseConfig } from '@dogwatch/service';
import { z } from 'zod';
import { probePath } from './probe/probe-webhook.js';

/** One variable that is wrong. */
interface Problem {
  readonly env: string;
  readonly message: string;
}

/** The options of the mutation, or everything that is wrong with them. */
export type ReadOptions =
  | {
      readonly ok: true;
      readonly parsed: ParsedOptions;
      /** What should be told at the start. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const endpoints = ['injectConfigEndpoint', 'injectTagsEndpoint', 'autoInstrumentationEndpoint'] as const;

const entries = Object.entries<OptionEntry>(admissionOptions);

/** Every option as plain text, so that it can come from a file as other variables do. */
const texts: ConfigEntries = Object.fromEntries(
  entries.map(([key, { env, doc }]) => [key, { env, doc, type: 'string' } as const]),
);

/**
 * Reads the options of the mutation from variables and from the files that `<name>_FILE` variables name. A problem that
 * concerns library injection alone turns only that off: the other mutations work without it.
 */
export function readAdmissionOptions(env: Env): ReadOptions {
  const read = parseConfig({ entries: texts, ignored: {} }, env);
  if (!read.ok) return read;
  const values = Object.entries(read.config).flatMap(([key, value]): [string, string][] => {
    const name = texts[key]?.env;
    return name !== undefined && typeof value === 'string' ? [[name, value]] : [];
  });
  const parsed = parseAdmissionOptions({ ...env, ...Object.fromEntries(values) });
  const wrong = parsed.errors.filter(({ disables }) => disables === undefined);
  const problems = [...wrong, ...checkCertificate(parsed), ...checkPaths(parsed)];
  if (problems.length > 0) return { ok: false, problems };
  const aboutLibraries = parsed.errors.map(({ message }) => `${message} Until then no library is injected.`);
  return { ok: true, parsed, warnings: [...aboutLibraries, ...parsed.warnings.map(({ message }) => message)] };
}

/** Under one path there is one webhook. */
function checkPaths({ options }: ParsedOptions): readonly Problem[] {
  const owners = new Map(options.probeEnabled ? [[probePath, 'the probe']] : []);
  return endpoints.flatMap((key): Problem[] => {
    const { env } = admissionOptions[key];
    const owner = owners.get(options[key]);
    owners.set(options[key], owner ?? env);
    if (owner === undefined) return [];
    return [{ env, message: `${env} = "${options[key]}": expected another path than that of ${owner}.` }];
  });
}

function checkCertificate({ options }: ParsedOptions): readonly Problem[] {
  const { certificateValidityHours: validity, certificateExpirationThresholdHours: threshold } = options;
  if (threshold < validity) return [];
  const env = 'DD_ADMISSION_CONTROLLER_CERTIFICATE_EXPIRATION_THRESHOLD';
  const message = `${env} = "${threshold}": expected less than DD_ADMISSION_CONTROLLER_CERTIFICATE_VALIDITY_BOUND (${validity}), or each certificate would be renewed at once.`;
  return [{ env, message }];
}

/** The options as a configuration table, for the reference page. */
export const admissionOptionsReference: ConfigSchema<ConfigEntries> = {
  entries: Object.fromEntries(entries.map(([key, entry]) => [key, toReferenceEntry(entry)])),
  ignored: ignoredAdmissionOptions,
};

function toReferenceEntry({ env, alias, doc, type, default: value }: OptionEntry): ConfigEntry {
  const base = { env, doc: alias === undefined ? doc : `${doc} \`${alias}\` means the same and wins.` };
  switch (type.name) {
    case 'boolean':
      return { ...base, type: type.name, ...withDefault(value, (given) => typeof given === 'boolean') };
    case 'enum':
      return { ...base, type: type.name, values: type.values ?? [], ...withDefault(value, isText) };
    case 'int':
    case 'port':
      return { ...base, type: type.name, ...withDefault(value, (given) => typeof given === 'number') };
    case 'json':
      return { ...base, type: type.name, schema: z.unknown() };
    case 'stringList':
      return { ...base, type: type.name };
    default:
      return { ...base, type: 'string', ...withDefault(value, isText) };
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function withDefault<T>(value: unknown, is: (value: unknown) => value is T): { readonly default?: T } {
  return is(value) ? { default: value } : {};
}
