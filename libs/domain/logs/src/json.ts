import type { AttributeValue } from './log.js';

declare global {
  // Of ECMAScript 2026, which the compiler's libraries do not describe yet.
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: AttributeValue, context: JsonSource) => AttributeValue | object,
    ): AttributeValue;
    rawJSON(text: string): object;
  }
}

interface JsonSource {
  /** The text of a string, number, boolean or null. */
  readonly source?: string;
}

/** How many arrays and objects may stand inside each other. Deeper JSON is refused, so that whoever walks a value may recurse. */
export const maxJsonDepth = 100;

/** What JSON text holds, or why it cannot be read. */
export type ParsedJson =
  | { readonly ok: true; readonly value: AttributeValue }
  | { readonly ok: false; readonly reason: 'InvalidJson' | 'JsonTooDeep'; readonly message: string };

/**
 * Reads JSON. Integers beyond 2^53 become `bigint` as far as 64 bits go. Keys such as `__proto__` are plain
 * members. Costs little more than `JSON.parse` for text without long integers. `maxDepth`: at most `maxJsonDepth`.
 */
export function parseJson(text: string, maxDepth = maxJsonDepth): ParsedJson {
  try {
    const value = hasLongInteger(text) ? parseExactly(text, maxDepth) : parsePlainly(text, maxDepth);
    if (value !== undefined) return { ok: true, value };
    return { ok: false, reason: 'JsonTooDeep', message: `the JSON nests deeper than ${maxDepth} levels` };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: 'InvalidJson', message: `the text is no JSON: ${cause}` };
  }
}

/** Reads JSON whose strings may hold raw line ends, tabs and other control characters, as loggers write that do not escape. */
export function parseLenientJson(text: string): ParsedJson {
  const strict = parseJson(text);
  return strict.ok || strict.reason !== 'InvalidJson' ? strict : parseJson(escapeControls(text));
}

/** JSON text of a value or of any other plain object; `bigint` is printed digit by digit. `indent`: what a level is moved in by, or how many blanks; without it all is one line. */
export function printJson(value: AttributeValue | object, indent?: number | string): string {
  try {
    // V8 is twice as fast where there is no indent at all, not even one of 0
    return JSON.stringify(value, undefined, indent);
  } catch {
    // only a bigint is refused; to look for one in every value first would cost every value
    return JSON.stringify(value, printBigint, indent);
  }
}

function printBigint(key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value;
}

/** `undefined`: too deep. The engine reads any depth without recursion, and to walk what it has read costs less than to scan the text. */
function parsePlainly(text: string, maxDepth: number): AttributeValue | undefined {
  const value: AttributeValue = JSON.parse(text);
  return hasManyBrackets(text, maxDepth) && isDeeper(value, maxDepth) ? undefined : value;
}

/** The same with exact integers. Revival is recursive, so the depth comes first. */
function parseExactly(text: string, maxDepth: number): AttributeValue | undefined {
  return hasManyBrackets(text, maxDepth) && depthOf(text) > maxDepth ? undefined : JSON.parse(text, reviveNumber);
}

function isDeeper(value: AttributeValue | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) if (isDeeper(value[key], levels - 1)) return true;
  return false;
}

const min64 = -(2n ** 63n);
const max64 = 2n ** 64n - 1n;
const longest64 = 20;

function reviveNumber(key: string, value: AttributeValue, { source }: JsonSource): AttributeValue {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  if (source.length > longest64 || !/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  return exact >= min64 && exact <= max64 ? exact : value;
}

const quote = 34;
const backslash = 92;
const openBrace = 123;
const closeBrace = 125;

/** The fewest digits of an integer that a double may not hold. */
const fewestDigits = 16;

/** Whether an integer of at least 16 digits may stand outside of strings. Reads one character in 16 of ordinary text. */
function hasLongInteger(text: string): boolean {
  for (let at = fewestDigits - 1; at < text.length; at += fewestDigits) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (isDigit(text, end)) end += 1;
    if (end - start >= fewestDigits && !isQuoted(text, start, end)) return true;
    // the walk goes on behind the digits, so that none is read twice
    at = end - 1;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isQuoted(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start - 1) === quote || text.charCodeAt(end) === quote;
}

/** False settles nearly every text of one log: so few brackets cannot nest too deep. */
function hasManyBrackets(text: string, many: number): boolean {
  let count = 0;
  for (let at = text.indexOf('{'); at >= 0 && count <= many; at = text.indexOf('{', at + 1)) count += 1;
  for (let at = text.indexOf('['); at >= 0 && count <= many; at = text.indexOf('[', at + 1)) count += 1;
  return count > many;
}

/** Exact for text that is JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    // the braces and brackets differ in this bit alone
    else if ((code | 32) === openBrace) deepest = Math.max(deepest, (depth += 1));
    else if ((code | 32) === closeBrace) depth -= 1;
  }
  return deepest;
}

/** Where the string that starts at a quote ends: at its closing quote or with the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const control = /[\u0000-\u001F]/g;

function escapeControls(text: string): string {
  let escaped = '';
  let done = 0;
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', done)) {
    const end = endOfString(text, start) + 1;
    escaped += text.slice(done, start) + text.slice(start, end).replaceAll(control, escapeControl);
    done = end;
  }
  return escaped + text.slice(done);
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
