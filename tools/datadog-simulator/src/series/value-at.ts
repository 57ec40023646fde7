import type { ValueScript } from './series-definition.js';

type Script = Exclude<ValueScript, number>;
type ScriptOf<K extends Script['kind']> = Extract<Script, { kind: K }>;

/** The value of a script at a number of seconds after its origin; null where it has none. */
export function valueAt(script: ValueScript, seconds: number): number | null {
  if (typeof script === 'number') {
    return script;
  }
  switch (script.kind) {
    case 'constant':
      return script.value;
    case 'steps':
      return stepAt(script, seconds);
    case 'sine':
      return sineAt(script, seconds);
    case 'ramp':
      return rampAt(script, seconds);
    default:
      return script.points.find(([at]) => at === seconds)?.[1] ?? null;
  }
}

function stepAt({ steps, repeatSeconds }: ScriptOf<'steps'>, seconds: number): number | null {
  const position = repeatSeconds === undefined ? seconds : modulo(seconds, repeatSeconds);
  return steps.findLast(([from]) => from <= position)?.[1] ?? null;
}

function sineAt({ base, amplitude, periodSeconds, phaseSeconds = 0 }: ScriptOf<'sine'>, seconds: number): number {
  return base + amplitude * Math.sin((2 * Math.PI * (seconds + phaseSeconds)) / periodSeconds);
}

function rampAt({ from, to, durationSeconds, startSeconds = 0, repeat }: ScriptOf<'ramp'>, seconds: number): number {
  const elapsed = seconds - startSeconds;
  const position = repeat === true ? modulo(elapsed, durationSeconds) : Math.min(Math.max(elapsed, 0), durationSeconds);
  return from + ((to - from) * position) / durationSeconds;
}

function modulo(dividend: number, divisor: number): number {
  return ((dividend % divisor) + divisor) % divisor;
}
