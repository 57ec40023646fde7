import { type NatsResult, refuse } from './result.js';

/** What this library needs of a zod schema: check a value without throwing. */
export interface PayloadSchema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Accepts every payload; for those who check it elsewhere. */
export const anyPayload: PayloadSchema<unknown> = { safeParse: (data) => ({ success: true, data }) };

const issuesShown = 3;

/** Checks a decoded payload; the refusal names at most three fields and has the reason given. */
export function checkPayload<T>(
  schema: PayloadSchema<T>,
  value: unknown,
  reason: 'BadReply' | 'BadRequest',
): NatsResult<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const { issues } = parsed.error;
  const shown = issues.slice(0, issuesShown).map(({ path, message }) => `${printPath(path)}: ${message}`);
  const more = issues.length > issuesShown ? ` (and ${issues.length - issuesShown} more)` : '';
  return refuse(reason, `${shown.join('; ')}${more}`);
}

function printPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'payload' : path.map(String).join('.');
}
