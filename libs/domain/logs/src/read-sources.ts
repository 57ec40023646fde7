import type { Attributes, AttributeValue } from './log.js';
import { type AttributePath, readPath } from './path.js';
import type { LogOutcome } from './reasons.js';

/** The first of the sources that holds text which is not empty. */
export function readFirstText(attributes: Attributes, sources: readonly AttributePath[]): string | undefined {
  for (const source of sources) {
    const value = readPath(attributes, source);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** Why no source could be used: none is there, or what is there cannot be used. */
export function explainUnusable(attributes: Attributes, sources: readonly AttributePath[]): LogOutcome {
  for (const source of sources) if (readPath(attributes, source) !== undefined) return 'InvalidValue';
  return 'NoSource';
}

/** The text of a scalar, as it is compared and built into texts; `undefined` for objects, arrays and `null`. */
export function scalarText(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}
