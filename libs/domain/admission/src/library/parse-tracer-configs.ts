import { isJsonList, isJsonObject, type JsonValue, memberOf, textAt } from '../json.js';
import type { ParsedText } from '../options/option-type.js';
import type { TracerConfig } from './target.js';

/** Reads a list of `{name, value | valueFrom}`; names must begin with `DD_` or `OTEL_`. `at` leads the expectation. */
export function parseTracerConfigs(value: JsonValue, at: string): ParsedText<readonly TracerConfig[]> {
  if (value === null) return { ok: true, value: [] };
  if (!isJsonList(value)) return { ok: false, expected: `a list at ${at}` };
  const configs: TracerConfig[] = [];
  for (const [index, item] of value.entries()) {
    const config = toTracerConfig(item);
    if (config === undefined) return { ok: false, expected: `{"name", "value" or "valueFrom"} at ${at}[${index}]` };
    if (!isTracerVariable(config.name))
      return {
        ok: false,
        expected: `a name that begins with DD_ or OTEL_ instead of "${config.name}" at ${at}[${index}]`,
      };
    configs.push(config);
  }
  return { ok: true, value: configs };
}

/** The variable an item of the list stands for; undefined when it is none. */
export function toTracerConfig(item: JsonValue): TracerConfig | undefined {
  if (!isJsonObject(item)) return undefined;
  const name = textAt(item, 'name');
  const value = memberOf(item, 'value');
  const valueFrom = memberOf(item, 'valueFrom');
  if (name === undefined || name === '' || (value !== undefined && typeof value !== 'string')) return undefined;
  if (isJsonObject(valueFrom)) return value === undefined || value === '' ? { name, valueFrom } : undefined;
  return { name, value: value ?? '' };
}

/** Whether a target or an annotation may set the variable. */
export function isTracerVariable(name: string): boolean {
  return name.startsWith('DD_') || name.startsWith('OTEL_');
}
