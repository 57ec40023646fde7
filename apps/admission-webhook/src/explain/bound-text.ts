/**
 * A text of at most `maxLength` characters. What is longer is cut, and copied: a part of a string would keep the whole of it in
 * memory.
 */
export function boundText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : Buffer.from(`${text.slice(0, maxLength - 1)}…`).toString('utf8');
}
