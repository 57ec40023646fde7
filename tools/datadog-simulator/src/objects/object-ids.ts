/** A UUID that only the simulator makes. */
export function toUuid(count: number): string {
  return `00000000-0000-4000-8000-${toHex(count, 12)}`;
}

/** Hexadecimal digits, as many as asked for. */
export function toHex(count: number, digits: number): string {
  return count.toString(16).padStart(digits, '0');
}

/** Three groups of three letters and digits, such as dashboards and tests have. */
export function toTripleId(count: number): string {
  const text = count.toString(36).padStart(9, 'a');
  return `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}`;
}
