import { type AttributeValue, printJson } from '@dogwatch/logs';

/** Cuts a log so that its JSON has at most so many bytes: its message as far as that helps, else the whole becomes a text. */
export function cutLog(log: AttributeValue, maxBytes: number): AttributeValue {
  const excess = Buffer.byteLength(printJson(log)) - maxBytes;
  if (excess <= 0) return log;
  if (typeof log === 'object' && log !== null && !Array.isArray(log) && typeof log['message'] === 'string') {
    const cut = { ...log, message: cutText(log['message'], excess) };
    if (Buffer.byteLength(printJson(cut)) <= maxBytes) return cut;
  }
  return cutText(typeof log === 'string' ? log : printJson(log), excess, maxBytes);
}

/** Text whose JSON is shorter by at least so many bytes, and at most `maxBytes` long. */
function cutText(text: string, excess: number, maxBytes = Number.POSITIVE_INFINITY): string {
  let length = text.length;
  let target = Math.min(Buffer.byteLength(JSON.stringify(text)) - excess, maxBytes);
  target = Math.max(target, 2);
  while (length > 0 && Buffer.byteLength(JSON.stringify(text.slice(0, length))) > target) {
    const bytes = Buffer.byteLength(JSON.stringify(text.slice(0, length)));
    // a share of what is left is right at once for even text, and nearer each time for other text
    length = Math.min(length - 1, Math.floor((length * target) / bytes));
  }
  return text.slice(0, length).toWellFormed();
}
