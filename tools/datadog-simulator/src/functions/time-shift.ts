import { succeed, refuse, type Outcome } from '../outcome.js';
import {
  numberOf,
  numberParameter,
  stringParameter,
  textOf,
  type CallArgument,
  type Parameter,
  type SimulatedFunction,
} from './simulated-function.js';
import { mapPoints } from '../evaluate/frame.js';
import type { TimeWindow } from '../evaluate/time-window.js';

type Shift = (args: readonly CallArgument[], window: TimeWindow) => Outcome<number>;

/** Evaluates the query in a window moved by the shift, then moves its points back. */
function shifted(name: string, parameters: readonly Parameter[], shiftSeconds: Shift): SimulatedFunction {
  return {
    name,
    parameters,
    shiftSeconds,
    apply: (operand, args, window) => {
      const shift = shiftSeconds(args, window);
      if (!shift.ok || operand.kind === 'number') {
        return shift.ok ? succeed(operand) : shift;
      }
      return succeed(
        mapPoints(operand, (points) => points.map(({ seconds, value }) => ({ seconds: seconds - shift.value, value }))),
      );
    },
  };
}

const day = 86_400;

/** `-1d`, `-2w` or `-1mo`: months by the calendar (UTC), the rest by a fixed length. */
const calendarShift: Shift = (args, { fromSeconds }) => {
  const text = textOf(args, 0);
  const [, sign, digits, unit] = /^([+-]?)(\d+)(d|w|mo)$/.exec(text) ?? [];
  if (unit === undefined) {
    return refuse('BadArguments', `calendar_shift takes a shift such as '-1d', '-1w' or '-1mo', not '${text}'`);
  }
  const count = (sign === '-' ? -1 : 1) * Number(digits);
  if (unit !== 'mo') {
    return succeed(count * (unit === 'w' ? 7 : 1) * day);
  }
  const date = new Date(fromSeconds * 1000);
  return succeed(date.setUTCMonth(date.getUTCMonth() + count) / 1000 - fromSeconds);
};

/** timeshift(q, seconds), calendar_shift(q, '-1d', 'UTC'), hour_before, day_before, week_before, month_before (28 days). */
export const timeShiftFunctions: readonly SimulatedFunction[] = [
  shifted('timeshift', [numberParameter('seconds')], (args) => succeed(numberOf(args, 0))),
  shifted(
    'calendar_shift',
    [
      stringParameter('shift'),
      { name: 'time zone', accepts: ['string'], optional: true },
      { name: 'mode', accepts: ['string'], optional: true },
    ],
    calendarShift,
  ),
  shifted('hour_before', [], () => succeed(-3600)),
  shifted('day_before', [], () => succeed(-day)),
  shifted('week_before', [], () => succeed(-7 * day)),
  shifted('month_before', [], () => succeed(-28 * day)),
];
