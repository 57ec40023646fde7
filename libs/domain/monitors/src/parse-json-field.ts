import type { Rendered } from './field-problem.js';

/** Reads a field that holds JSON as text; what is wrong names the field. */
export function parseJsonField<T>(
  path: string,
  text: string,
  right: string,
  isRight: (value: unknown) => value is T,
): Rendered<T> {
  const refuse = (what: string): Rendered<T> => ({
    ok: false,
    problems: [{ reason: 'BadJson', path, message: `${path} ${what}` }],
  });
  try {
    const value: unknown = JSON.parse(text);
    return isRight(value) ? { ok: true, body: value } : refuse(`must be ${right}`);
  } catch (error) {
    return refuse(`is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
