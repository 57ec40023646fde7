import { isRecord } from '../is-record.js';

/** Fields that exported integration pipelines carry for Datadog's own use. */
const extension = /^x_/;

/** The paths (`.a`, `.b[0].c`) of what a parsed configuration has left out of its input: fields that nothing reads. */
export function findUnknownFields(input: unknown, parsed: unknown): string[] {
  // what the schema takes as it is, such as nested processors, is checked where it is compiled
  if (input === parsed) return [];
  if (Array.isArray(input) && Array.isArray(parsed)) {
    return input.flatMap((item, index) => prefixed(`[${index}]`, findUnknownFields(item, parsed[index])));
  }
  if (!isRecord(input) || !isRecord(parsed)) return [];
  return Object.keys(input).flatMap((key) => {
    if (extension.test(key)) return [];
    return prefixed(`.${key}`, Object.hasOwn(parsed, key) ? findUnknownFields(input[key], parsed[key]) : ['']);
  });
}

function prefixed(prefix: string, fields: readonly string[]): string[] {
  return fields.map((field) => prefix + field);
}
