import type { GrokResult } from '../grok/argument.js';

/** A part of a date format: a run of one letter, or text that stands for itself. */
export type DateToken =
  | { readonly letter: string; readonly count: number; readonly offset: number }
  | { readonly literal: string };

/**
 * Splits a Joda-style date format: letters are fields, `'text'` is text, `''` is a quote, everything else stands for
 * itself.
 */
export function splitDateFormat(format: string): GrokResult<readonly DateToken[]> {
  const tokens: DateToken[] = [];
  let at = 0;
  while (at < format.length) {
    const character = format.charAt(at);
    if (character === "'") {
      const quoted = readQuoted(format, at);
      if (quoted === undefined) return refuseOpenQuote(format, at);
      tokens.push({ literal: quoted.literal });
      at = quoted.end;
    } else if (/[A-Za-z]/.test(character)) {
      const count = countRepeats(format, at);
      tokens.push({ letter: character, count, offset: at });
      at += count;
    } else {
      tokens.push({ literal: character });
      at += 1;
    }
  }
  return { ok: true, value: tokens };
}

function readQuoted(format: string, start: number): { literal: string; end: number } | undefined {
  if (format.charAt(start + 1) === "'") return { literal: "'", end: start + 2 };
  let literal = '';
  for (let at = start + 1; at < format.length; at += 1) {
    if (format.charAt(at) !== "'") literal += format.charAt(at);
    else if (format.charAt(at + 1) === "'") {
      literal += "'";
      at += 1;
    } else return { literal, end: at + 1 };
  }
  return undefined;
}

function countRepeats(format: string, start: number): number {
  let end = start + 1;
  while (format.charAt(end) === format.charAt(start)) end += 1;
  return end - start;
}

function refuseOpenQuote(format: string, at: number): GrokResult<never> {
  const message = `the quote at offset ${at} of the date format "${format}" is not closed; write ' before and after text`;
  return { ok: false, reason: 'InvalidDateFormat', message };
}
