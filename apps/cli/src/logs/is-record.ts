/** An object of a JSON or YAML file. */
export type FileObject = Readonly<Record<string, unknown>>;

/** Whether a value of a JSON or YAML file is an object: no list, no `null`. */
export function isRecord(value: unknown): value is FileObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
