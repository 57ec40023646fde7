import type { Modifier, ModifierArgument, Series } from '../ast.js';
import type { Report } from './finding.js';
import { nearestName } from './nearest-name.js';

const maxFillSeconds = 600;
const rollupMethods = ['avg', 'sum', 'min', 'max', 'count'];
const fillMethods = ['linear', 'last', 'zero', 'null'];
const calendarIntervals = /^(?:daily|weekly|monthly)$/;
const startOfDay = /^(?:1[0-2]|[1-9])(?:am|pm)$/;

type Check = (modifier: Modifier, report: Report) => void;

/** The modifiers of a series and how their arguments are checked. */
const modifierChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['as_count', checkNoArguments],
  ['as_rate', checkNoArguments],
  ['fill', checkFill],
  ['rollup', checkRollup],
  ['weighted', checkNoArguments],
]);

/** Checks each modifier of a list, and that they go together. */
export function checkModifiers(modifiers: Series['modifiers'], report: Report): void {
  for (const modifier of modifiers) {
    if (report.isFull()) {
      return;
    }
    const check = modifierChecks.get(modifier.name);
    if (check) {
      check(modifier, report);
    } else {
      const nearest = nearestName(modifier.name, [...modifierChecks.keys()]);
      const hint =
        nearest === undefined
          ? `it is none of ${[...modifierChecks.keys()].join(', ')}`
          : `did you mean .${nearest}()?`;
      report.error('UnknownModifier', modifier.span, `.${modifier.name}() is no modifier of metric queries; ${hint}`);
    }
  }
  const rate = modifiers.find(({ name }) => name === 'as_rate');
  if (rate && modifiers.some(({ name }) => name === 'as_count')) {
    report.error('ModifierConflict', rate.span, '.as_rate() and .as_count() exclude each other');
  }
}

function checkNoArguments({ name, args, span }: Modifier, report: Report): void {
  if (args.length > 0) {
    report.error('ArgumentCount', span, `.${name}() takes no arguments; found ${args.length}`);
  }
}

/** `.rollup(method[, seconds])`, `.rollup(seconds)`, `.rollup(method, daily|weekly|monthly[, 12am[, 'time zone']])`. */
function checkRollup({ args, span }: Modifier, report: Report): void {
  const [first, interval, start, zone] = args;
  if (!first || args.length > 4) {
    report.error('ArgumentCount', span, '.rollup() takes a method, seconds, or both, such as .rollup(max, 60)');
    return;
  }
  if (first.kind === 'number') {
    checkSeconds(first, report);
    if (interval) {
      report.error('ArgumentCount', interval.span, 'the method stands before the seconds: .rollup(max, 60)');
    }
    return;
  }
  checkWord(first, rollupMethods, '.rollup()', report);
  if (interval) {
    checkInterval(interval, report);
  }
  if (start) {
    checkCalendar(interval, start, zone, report);
  }
}

function checkInterval(interval: ModifierArgument, report: Report): void {
  if (interval.kind === 'number') {
    checkSeconds(interval, report);
  } else if (!calendarIntervals.test(interval.text)) {
    report.error('ArgumentValue', interval.span, 'the interval of .rollup() must be seconds, daily, weekly or monthly');
  }
}

function checkSeconds(argument: Extract<ModifierArgument, { kind: 'number' }>, report: Report): void {
  if (argument.value <= 0 || !Number.isInteger(argument.value)) {
    report.error('ArgumentValue', argument.span, 'the interval of .rollup() must be a whole number of seconds above 0');
  }
}

function checkCalendar(
  interval: ModifierArgument | undefined,
  start: ModifierArgument,
  zone: ModifierArgument | undefined,
  report: Report,
): void {
  if (interval?.kind === 'number') {
    report.error('ArgumentCount', start.span, 'only daily, weekly and monthly rollups have a start and a time zone');
  } else if (start.kind !== 'string' && !startOfDay.test(start.text)) {
    report.error('ArgumentValue', start.span, 'a calendar rollup starts at an hour such as 12am');
  }
  if (zone && zone.kind !== 'string') {
    report.error('ArgumentValue', zone.span, "the time zone of .rollup() must be quoted, such as 'Europe/Paris'");
  }
}

/** `.fill(method[, seconds])`; a bare number also occurs. */
function checkFill({ args, span }: Modifier, report: Report): void {
  const [first, limit] = args;
  if (!first || args.length > 2) {
    report.error('ArgumentCount', span, '.fill() takes a method and seconds, such as .fill(last, 300)');
    return;
  }
  if (first.kind !== 'number') {
    checkWord(first, fillMethods, '.fill()', report);
  }
  if (limit && !isFillLimit(limit)) {
    report.error('ArgumentValue', limit.span, `the limit of .fill() must be 0 to ${maxFillSeconds} seconds`);
  }
}

function isFillLimit(limit: ModifierArgument): boolean {
  return limit.kind === 'number' && limit.value >= 0 && limit.value <= maxFillSeconds;
}

function checkWord(argument: ModifierArgument, words: readonly string[], what: string, report: Report): void {
  if (!words.includes(argument.text)) {
    report.error('ArgumentValue', argument.span, `the method of ${what} must be one of ${words.join(', ')}`);
  }
}
