import type { AttributeValue } from '../../log.js';
import { parseInteger } from '../parse-number.js';

const integer = /^-?\d+$/;
const decimal = /^-?\d*\.\d+$/;
const duration = /^(\d+(?:\.\d+)?)(ms|s)$/;
/** Java takes it for an octal number, which it is not. */
const falseOctal = /^-?0\d*[89]/;

/**
 * What a value without quotes means: `true` and `false`, decimal numbers, durations such as `263ms` and `10.013s` (as whole
 * milliseconds); `null` is `undefined`; anything else is text. Numbers with an exponent, integers with a leading zero and an 8 or 9,
 * and integers beyond 64 bits stay text.
 */
export function parsePlainValue(text: string): AttributeValue | undefined {
  const first = text.charCodeAt(0);
  // digits, and the point and hyphen before them; words come first, as there are the most of them
  if (first > 57 || first < 45) return parseWord(text);
  if (integer.test(text)) return parseWhole(text, first);
  if (decimal.test(text)) return Number(text);
  const time = duration.exec(text);
  // the exponent moves the point exactly, where a multiplication would round
  return time ? Math.trunc(Number(time[2] === 's' ? `${time[1]}e3` : time[1])) : text;
}

const zero = 48;
const hyphen = 45;
const surelyExact = 15;

function parseWhole(text: string, first: number): AttributeValue {
  if ((first === zero || first === hyphen) && falseOctal.test(text)) return text;
  return text.length <= surelyExact ? Number(text) : (parseInteger(text) ?? text);
}

function parseWord(text: string): AttributeValue | undefined {
  if (text === 'true') return true;
  if (text === 'false') return false;
  return text === 'null' ? undefined : text;
}
