import { type Cursor, fail } from '../cursor.js';
import { endOfWord, skipSpace } from '../scan.js';
import type { Window, WindowUnit } from './ast.js';

const pattern = /^(?:(last|next|current)_(\d{1,9})(s|mo|m|h|d|w)|(\d{1,9})(s|mo|m|h|d|w)_ago)$/;

/** A window such as `last_5m`; a shift may also be written `5m_ago`. */
export function parseWindow(cursor: Cursor, isShift: boolean): Window | undefined {
  skipSpace(cursor);
  const start = cursor.at;
  const end = endOfWord(cursor);
  const text = cursor.text.slice(start, end);
  const window = readWindow(text);
  if (!window || (window.direction === 'ago' && !isShift)) {
    const expected = isShift ? 'a shift such as last_1h or 1h_ago' : 'a window such as last_5m, next_1w or current_1mo';
    return fail(cursor, 'InvalidWindow', expected);
  }
  cursor.at = end;
  return { span: { start, end }, text, ...window };
}

/** What the text of a window means; undefined for other text. */
export function readWindow(text: string): Pick<Window, 'direction' | 'amount' | 'unit'> | undefined {
  const match = pattern.exec(text);
  if (!match) {
    return undefined;
  }
  const [, direction, amount, unit, amountAgo, unitAgo] = match;
  return {
    direction: isDirection(direction) ? direction : 'ago',
    amount: Number(amount ?? amountAgo),
    unit: toUnit(unit ?? unitAgo),
  };
}

function isDirection(text: string | undefined): text is 'last' | 'next' | 'current' {
  return text === 'last' || text === 'next' || text === 'current';
}

function toUnit(text: string | undefined): WindowUnit {
  return (['s', 'm', 'h', 'd', 'w'] as const).find((unit) => unit === text) ?? 'mo';
}
