import { type AttributeValue, parseJson } from '@dogwatch/logs';
import { parse } from 'yaml';
import { UsageError } from '../cli-command.js';

/** What a JSON or YAML text holds; long integers keep all their digits. `name` is told when it is neither. */
export function parseStructured(text: string, name: string): unknown {
  return isJsonFile(text, name) ? parseJsonText(text, name) : parseYamlText(text, name);
}

/** Whether a text is read as JSON. YAML may have braces too. */
export function isJsonFile(text: string, name: string): boolean {
  return /^\s*[[{]/.test(text) && !/\.ya?ml$/.test(name);
}

/** What a JSON text holds. */
export function parseJsonText(text: string, name: string): AttributeValue {
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  throw new UsageError(`${name}: ${parsed.message}`);
}

function parseYamlText(text: string, name: string): unknown {
  try {
    const value: unknown = parse(text, { maxAliasCount: 100, intAsBigInt: true });
    return withNumbers(value);
  } catch (error) {
    throw new UsageError(`${name} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Integers as numbers where a number holds them. */
function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNumbers(inner)]));
}
