import { type AttributeValue, printJson, type TestDifference } from '@dogwatch/logs';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';

/** Names in tests of what logs call otherwise. */
const names: Readonly<Record<string, string>> = {
  spanId: 'span_id',
  timestampMillis: 'timestamp',
  traceId: 'trace_id',
};

/** The name of something that differs, as tests call it. */
export function nameOf(what: string): string {
  return names[what] ?? what;
}

/** The longest text that is told whole. */
const longest = 60;
/** How much of a longer one is told before and after the place of interest. */
const before = 30;
const after = 60;

/**
 * What differs, in one line when that is short; else what was expected above what came, cut to where they part, with a mark
 * there.
 */
export function renderDifference({ what, expected, actual }: TestDifference, style: Terminal['style']): string[] {
  const name = shown(nameOf(what));
  if (actual === undefined) return [`${name}: missing, expected ${style('green', cut(printValue(what, expected)))}`];
  if (expected === undefined) return [`${name}: not expected, got ${style('red', cut(printValue(what, actual)))}`];
  const [left, right] = [printValue(what, expected), printValue(what, actual)];
  if (left.length <= longest && right.length <= longest)
    return [`${name}: expected ${style('green', left)}, got ${style('red', right)}`];
  const at = firstDifference(left, right);
  return [
    `${name}:`,
    `  expected ${style('green', pieceAround(left, at))}`,
    `  got      ${style('red', pieceAround(right, at))}`,
    `           ${' '.repeat(Math.min(at, before + 1))}^`,
  ];
}

function printValue(what: string, value: AttributeValue | undefined): string {
  if (value === undefined) return 'nothing';
  const time = what === 'timestampMillis' && typeof value === 'number' ? ` (${printTime(value)})` : '';
  return shown(printJson(value)) + time;
}

/** A time as people read it; a number that is no time stays one. */
export function printTime(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? String(millis) : date.toISOString();
}

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}

function pieceAround(text: string, at: number): string {
  const start = Math.max(0, at - before);
  return `${start > 0 ? '…' : ''}${cut(text.slice(start), at - start + after)}`;
}

function cut(text: string, length = before + after): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
