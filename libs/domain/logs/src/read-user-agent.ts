import type { LogsEnvironment } from './environment.js';
import { type Attributes, type AttributeValue, copyValue } from './log.js';

/** How a user agent is written. */
export interface UserAgentOptions {
  /** Percent-encoded, with `+` for a blank. */
  readonly isEncoded: boolean;
}

/** What a user agent says, as an object that nobody else holds; `undefined` when the rules are not loaded. */
export function readUserAgent(
  text: string,
  { isEncoded }: UserAgentOptions,
  environment: LogsEnvironment,
): AttributeValue | undefined {
  const details: Attributes | undefined = environment.parseUserAgent?.(isEncoded ? decode(text) : text);
  // the parser may remember what it gives
  return details && copyValue(details);
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
