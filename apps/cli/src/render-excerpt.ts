const before = 60;
const after = 40;
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The line of a text that an offset stands in and a caret under it, as two lines. Long lines are cut around the caret;
 * characters that a terminal would act on are shown as `·`. The caret is exact where each UTF-16 unit takes one column.
 */
export function renderExcerpt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const nextLine = text.indexOf('\n', offset);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const start = Math.max(lineStart, offset - before);
  const end = Math.min(lineEnd, offset + after);
  const left = `${start > lineStart ? '…' : ''}${shown(text.slice(start, offset))}`;
  const right = `${shown(text.slice(offset, end))}${end < lineEnd ? '…' : ''}`;
  return `  ${left}${right}\n  ${' '.repeat(left.length)}^`;
}

/** A text with every character that a terminal would act on replaced. */
export function shown(text: string): string {
  return text.replaceAll(control, '·');
}
