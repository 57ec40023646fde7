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
    return refuse(`is no JSON: ${toCause(error)}`);
  }
}

/** Without the part of the text that the engine quotes: it may hold what only the resource should. */
function toCause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, (?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s, '');
}
