const maxWarnings = 5;
/** The API server cuts at 256 characters and asks for 120. */
const maxLength = 250;

/** Warnings as the API server passes them on to whoever creates a pod: few, and short. */
export function toWarnings(messages: readonly string[]): readonly string[] {
  const shown = messages.slice(0, maxWarnings).map((message) => shorten(`datadog: ${message}`));
  const rest = messages.length - shown.length;
  return rest > 0 ? [...shown, `datadog: ${rest} more; see dogwatch explain pod`] : shown;
}

function shorten(text: string): string {
  // what cannot stand in an HTTP header cannot be a warning
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
