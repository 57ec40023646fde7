/** Whether a character is one of the digits 0 to 9. */
export function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The number that `count` digits at a place write; -1 unless all are digits. */
export function readDigits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    // a place behind the end is NaN, which is in no range
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** How many digits stand at a place, up to `most`. */
export function countDigits(text: string, at: number, most: number): number {
  let count = 0;
  while (count < most && isDigitAt(text, at + count)) count += 1;
  return count;
}

/** The milliseconds of a fraction of a second of `count` digits, cut to whole ones; -1 unless all are digits. */
export function readFractionMillis(text: string, at: number, count: number): number {
  for (let index = at + 3; index < at + count; index += 1) if (!isDigitAt(text, index)) return -1;
  const value = readDigits(text, at, Math.min(count, 3));
  if (value < 0 || count >= 3) return value;
  return count === 2 ? value * 10 : value * 100;
}

/** Whether a number lies in a range, both ends included. */
export function isBetween(value: number, lowest: number, highest: number): boolean {
  return value >= lowest && value <= highest;
}
