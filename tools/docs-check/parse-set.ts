/** A value of a chart, as a command line gives it. */
export type SetValue = string | number | boolean | null | readonly SetValue[] | { readonly [key: string]: SetValue };

/**
 * The values that `--set TEXT` gives, by Helm's rules: `a.b=c,d=e`, lists in braces, `\` before a sign that counts for itself.
 * Indexes such as `a[0]` are read as a list of one.
 */
export function parseSet(text: string, isText = false): Readonly<Record<string, SetValue>> {
  let values: Record<string, SetValue> = {};
  for (const part of splitAt(text, ',')) {
    const [path = '', ...rest] = splitAt(part, '=');
    const value = rest.join('=');
    values = merge(values, toTree(splitAt(path, '.').map(unescape), toValue(value, isText)));
  }
  return values;
}

/** The pieces between separators that are neither escaped nor in braces. */
function splitAt(text: string, separator: string): string[] {
  const pieces: string[] = [''];
  let depth = 0;
  for (const [sign] of text.matchAll(/\\.|[\s\S]/g)) {
    if (sign === '{') depth++;
    if (sign === '}') depth--;
    if (sign === separator && depth === 0) pieces.push('');
    else pieces.push(`${pieces.pop() ?? ''}${sign}`);
  }
  return pieces;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

function toValue(text: string, isText: boolean): SetValue {
  if (/^\{.*\}$/s.test(text)) {
    const inner = text.slice(1, -1);
    return inner === '' ? [] : splitAt(inner, ',').map((item) => toValue(item, isText));
  }
  if (isText) return unescape(text);
  if (/^(true|false|null)$/.test(text)) return text === 'null' ? null : text === 'true';
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : unescape(text);
}

function toTree([key = '', ...rest]: readonly string[], value: SetValue): Record<string, SetValue> {
  const inner = rest.length === 0 ? value : toTree(rest, value);
  const [, name, index] = /^(.*)\[(\d+)\]$/.exec(key) ?? [];
  return name === undefined || index === undefined ? { [key]: inner } : { [name]: [inner] };
}

function merge(
  one: Readonly<Record<string, SetValue>>,
  other: Readonly<Record<string, SetValue>>,
): Record<string, SetValue> {
  const merged: Record<string, SetValue> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const former = merged[key];
    merged[key] = isTree(former) && isTree(value) ? merge(former, value) : value;
  }
  return merged;
}

function isTree(value: SetValue | undefined): value is { readonly [key: string]: SetValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
