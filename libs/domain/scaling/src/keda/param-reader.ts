import { parseDuration } from '../duration.js';
import { goJsonProblem } from './go-json.js';
import { type KedaParamName, type ParamOfKind, type ParamPlace, paramOf } from './params.js';

/** The texts that parameters are read from. */
export interface ParamSources {
  /** `trigger.metadata`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What a TriggerAuthentication gives. */
  readonly authParams?: Readonly<Record<string, string>> | undefined;
}

/** A value that cannot be used. */
export interface ParamProblem {
  /** The key as it is written, or the main name of what is missing. */
  readonly key: string;
  /** In KEDA's words. */
  readonly message: string;
}

/** A value that is given: trimmed, and the key that it is written under. */
export interface GivenParam {
  readonly key: string;
  readonly value: string;
  readonly place: ParamPlace;
}

/**
 * Reads parameters as KEDA's typed configuration does: each value is trimmed, an empty one counts as absent, and what cannot
 * be read becomes a problem and gives the zero of its kind. Absent parameters give their default, or else undefined.
 */
export interface ParamReader {
  given(name: KedaParamName): GivenParam | undefined;
  /** A duration as it is written, too. */
  text(name: ParamOfKind<'duration' | 'text'>): string;
  choices(name: ParamOfKind<'choice' | 'choices'>): string;
  number(name: ParamOfKind<'number'>): number | undefined;
  integer(name: ParamOfKind<'integer'>): number;
  boolean(name: ParamOfKind<'boolean'>): boolean;
  /** Nanoseconds. */
  duration(name: ParamOfKind<'duration'>): bigint;
  /** Adds a problem of values that are each well written. */
  report(problem: ParamProblem): void;
  /** What could not be read so far, in the order of reading. */
  readonly problems: readonly ParamProblem[];
}

type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** Makes a reader of these texts. */
export function createParamReader(sources: ParamSources): ParamReader {
  const problems: ParamProblem[] = [];
  const read = <Value>(name: KedaParamName, parse: (value: string) => Parsed<Value>): Value | undefined => {
    const given = findParam(name, sources);
    const value = given?.value ?? paramOf(name).default;
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed.ok) return parsed.value;
    problems.push({ key: given?.key ?? name, message: parsed.message });
    return undefined;
  };
  const scalar = <Value>(name: KedaParamName, parse: (value: string) => Parsed<Value>): Value | undefined =>
    read(name, (value) => {
      const parsed = parse(value);
      return parsed.ok
        ? parsed
        : refuse(`unable to set param ${quote(namesOf(name))} value ${quote(value)}: ${parsed.message}`);
    });
  return {
    problems,
    report: (problem) => void problems.push(problem),
    given: (name) => findParam(name, sources),
    text: (name) => findParam(name, sources)?.value ?? paramOf(name).default ?? '',
    choices: (name) => read(name, (value) => parseChoices(name, value)) ?? '',
    number: (name) => scalar(name, (value) => parseNumber(value, paramOf(name).default === undefined)),
    integer: (name) => scalar(name, parseInteger) ?? 0,
    boolean: (name) => scalar(name, parseBoolean) ?? false,
    duration: (name) => scalar(name, parseTimeout) ?? 0n,
  };
}

function findParam(name: KedaParamName, { metadata, authParams = {} }: ParamSources): GivenParam | undefined {
  const { aliases = [], builtIn } = paramOf(name);
  const places = builtIn?.from ?? ['metadata' as const];
  const all = places.flatMap((place) =>
    [name, ...aliases].map((key) => ({ key, place, value: textAt(place === 'metadata' ? metadata : authParams, key) })),
  );
  return all.find(({ value }) => value !== '');
}

function textAt(texts: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(texts, key) ? (texts[key]?.trim() ?? '') : '';
}

function parseChoices(name: KedaParamName, value: string): Parsed<string> {
  const { choices = [] } = paramOf(name);
  if (value.split(',').every((choice) => choices.includes(choice.trim()))) return { ok: true, value };
  return refuse(`parameter ${quote(namesOf(name))} value ${quote(value)} must be one of [${choices.join(' ')}]`);
}

function parseNumber(text: string, isPointer: boolean): Parsed<number> {
  const type = isPointer ? '*float64' : 'float64';
  const parsed = parseJsonNumber(text, type, 'float64');
  if (!parsed.ok) return parsed;
  const value = Number(text);
  return Number.isFinite(value) ? { ok: true, value } : refuse(cannotUnmarshal(`number ${text}`, type, 'float64'));
}

function parseInteger(text: string): Parsed<number> {
  const parsed = parseJsonNumber(text, 'int', 'int');
  if (!parsed.ok) return parsed;
  const value = Number(text);
  const isInteger = /^-?\d+$/.test(text) && Number.isSafeInteger(value);
  return isInteger ? { ok: true, value } : refuse(cannotUnmarshal(`number ${text}`, 'int', 'int'));
}

function parseJsonNumber(text: string, fieldType: string, type: string): Parsed<string> {
  const problem = goJsonProblem(text);
  if (problem !== undefined) return refuse(`unable to unmarshal to field type ${fieldType}: ${problem}`);
  return /^[-\d]/.test(text) ? { ok: true, value: text } : refuse(cannotUnmarshal(jsonKind(text), fieldType, type));
}

function jsonKind(text: string): string {
  const kinds: Readonly<Record<string, string>> = { '"': 'string', '[': 'array', '{': 'object', n: 'null' };
  return kinds[text.charAt(0)] ?? 'bool';
}

function cannotUnmarshal(what: string, fieldType: string, type: string): string {
  return `unable to unmarshal to field type ${fieldType}: json: cannot unmarshal ${what} into Go value of type ${type}`;
}

function parseBoolean(text: string): Parsed<boolean> {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return { ok: true, value: true };
  if (/^(?:0|f|F|false|FALSE|False)$/.test(text)) return { ok: true, value: false };
  const quoted = quote(text);
  return refuse(`unable to parse boolean value ${quoted}: strconv.ParseBool: parsing ${quoted}: invalid syntax`);
}

/** A Go duration, or a whole number of milliseconds. */
function parseTimeout(text: string): Parsed<bigint> {
  const parsed = parseDuration(text);
  if (parsed.ok && parsed.nanos < 0n) return refuse(`duration cannot be negative: ${quote(text)}`);
  if (parsed.ok) return { ok: true, value: parsed.nanos };
  if (!/^[-+]?\d{1,18}$/.test(text))
    return refuse(
      `unable to parse duration value ${quote(text)}: must be either a duration string (e.g. '30s', '5m') or a number of milliseconds`,
    );
  const millis = BigInt(text.replace('+', ''));
  if (millis < 0n) return refuse(`duration cannot be negative: ${millis} milliseconds`);
  return { ok: true, value: millis * 1_000_000n };
}

function namesOf(name: KedaParamName): string {
  return [name, ...(paramOf(name).aliases ?? [])].join(',');
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
