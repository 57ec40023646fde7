/** Longest names that are made here; they are also read in lists of kubectl. */
const maxLength = 63;

/**
 * A name of Kubernetes for a title: its letters and digits, in lower case, without accents. Titles without any, and those
 * that would be read as an id in a composite, become `monitor-` with the rest.
 */
export function toResourceName(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const name = trimDashes(trimDashes(plain.replaceAll(/[^a-z0-9]+/g, '-')).slice(0, maxLength));
  if (name === '') return 'monitor';
  return /^\d+$/.test(name) ? `monitor-${name}` : name;
}

/** The same name with a number behind it when it is taken. */
export function toUniqueName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(withNumber(name, number))) number += 1;
  return withNumber(name, number);
}

function withNumber(name: string, number: number): string {
  const end = `-${number}`;
  return `${trimDashes(name.slice(0, maxLength - end.length))}${end}`;
}

function trimDashes(text: string): string {
  return text.replaceAll(/^-+|-+$/g, '');
}
