import type { Modifier, ModifierArgument } from '@dogwatch/query';
import { refuse, succeed, type Outcome } from '../outcome.js';
import { aggregateNamed } from './aggregate.js';
import { calendarBuckets, fixedBuckets, type Buckets, type CalendarUnit } from './buckets.js';
import { defaultFillLimitSeconds, type Fill } from './interpolate.js';
import { defaultIntervalSeconds, widenedIntervalSeconds, type TimeWindow } from './time-window.js';

/** What the modifiers of a series ask for. */
export interface SeriesPlan {
  /** `count` after `.as_count()`, `rate` after `.as_rate()`. */
  readonly form: 'raw' | 'count' | 'rate';
  readonly buckets: Buckets;
  /** The time aggregation of `.rollup()`; undefined when none is named. */
  readonly method: string | undefined;
  readonly fill: Fill | undefined;
}

type ModifierReader = (plan: SeriesPlan, args: readonly ModifierArgument[], window: TimeWindow) => Outcome<SeriesPlan>;

const readers: Readonly<Record<string, ModifierReader>> = {
  as_count: (plan) => succeed({ ...plan, form: 'count' }),
  as_rate: (plan) => succeed({ ...plan, form: 'rate' }),
  fill: readFill,
  rollup: readRollup,
  // Weights the hosts by the time they report, which always is all of it here.
  weighted: succeed,
};

/** Reads the modifiers in the order written; a later one of a kind replaces an earlier one. */
export function planSeries(modifiers: readonly Modifier[], window: TimeWindow): Outcome<SeriesPlan> {
  const width = widenedIntervalSeconds(defaultIntervalSeconds(window), window);
  let plan: SeriesPlan = { form: 'raw', buckets: fixedBuckets(width), method: undefined, fill: undefined };
  for (const { name, args } of modifiers) {
    const outcome = readers[name]?.(plan, args, window);
    if (outcome === undefined) {
      return refuse('UnknownModifier', `The simulator does not know the modifier .${name}()`);
    }
    if (!outcome.ok) {
      return outcome;
    }
    plan = outcome.value;
  }
  return succeed(plan);
}

function readRollup(plan: SeriesPlan, args: readonly ModifierArgument[], window: TimeWindow): Outcome<SeriesPlan> {
  const [first, second, third, fourth] = args;
  if (first === undefined) {
    return refuse('BadArguments', '.rollup() needs a method or an interval in seconds');
  }
  if (first.kind === 'number') {
    const buckets = readBuckets(first, [], window);
    return buckets.ok ? succeed({ ...plan, buckets: buckets.value }) : buckets;
  }
  if (aggregateNamed(first.text) === undefined) {
    return refuse('BadArguments', `.rollup() knows avg, sum, min, max, count and pNN, not '${first.text}'`);
  }
  const buckets =
    second === undefined ? succeed(plan.buckets) : readBuckets(second, [third?.text, fourth?.text], window);
  return buckets.ok ? succeed({ ...plan, method: first.text, buckets: buckets.value }) : buckets;
}

function readBuckets(
  argument: ModifierArgument,
  [hour = '12am', timeZone = 'UTC']: readonly (string | undefined)[],
  window: TimeWindow,
): Outcome<Buckets> {
  if (argument.kind === 'number') {
    return argument.value > 0
      ? succeed(fixedBuckets(widenedIntervalSeconds(argument.value, window)))
      : refuse('BadArguments', `The interval of .rollup() must be positive, not ${argument.text}`);
  }
  if (!isCalendarUnit(argument.text)) {
    return refuse(
      'BadArguments',
      `The interval of .rollup() is seconds, daily, weekly or monthly, not '${argument.text}'`,
    );
  }
  const startHour = parseHour(hour);
  return startHour === undefined || !isTimeZone(timeZone)
    ? refuse(
        'BadArguments',
        `A calendar rollup starts at an hour such as 12am or 9pm, in a time zone; got '${hour}' '${timeZone}'`,
      )
    : succeed(calendarBuckets(argument.text, startHour, timeZone));
}

function readFill(plan: SeriesPlan, [first, second]: readonly ModifierArgument[]): Outcome<SeriesPlan> {
  if (first?.kind === 'number') {
    return succeed({ ...plan, fill: bareFill(first.value) });
  }
  const method = first?.text;
  if (!isFillMethod(method)) {
    return refuse('BadArguments', `.fill() knows null, zero, last and linear, not '${method ?? ''}'`);
  }
  const limitSeconds = second === undefined ? defaultFillLimitSeconds : Number(second.text);
  return Number.isFinite(limitSeconds)
    ? succeed({ ...plan, fill: { method, limitSeconds } })
    : refuse('BadArguments', `The limit of .fill() is a number of seconds, not '${second?.text ?? ''}'`);
}

/** `.fill(0)` fills with zeros, another number is the limit of linear filling. */
function bareFill(value: number): Fill {
  return value === 0
    ? { method: 'zero', limitSeconds: defaultFillLimitSeconds }
    : { method: 'linear', limitSeconds: value };
}

function isFillMethod(text: string | undefined): text is Fill['method'] {
  return text === 'null' || text === 'zero' || text === 'last' || text === 'linear';
}

function isCalendarUnit(text: string): text is CalendarUnit {
  return text === 'daily' || text === 'weekly' || text === 'monthly';
}

function parseHour(text: string): number | undefined {
  const [, digits, half] = /^(\d{1,2})(am|pm)$/.exec(text) ?? [];
  const hour = Number(digits);
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half === 'pm' ? 12 : 0) : undefined;
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
