import { z } from 'zod';
import { refuse, succeed, type Outcome } from '../outcome.js';

const value = z.number().nullable();
const positive = z.number().positive();
const timeline = z.array(z.tuple([z.number(), value]).readonly());

/**
 * A value as a function of the seconds since the origin of its series; `null` means that no sample was sent.
 * - `constant`: always the same.
 * - `steps`: each value holds from its second on; nothing before the first; `repeatSeconds` starts over.
 * - `sine`: `base + amplitude * sin(2π (t + phaseSeconds) / periodSeconds)`.
 * - `ramp`: `from` until `startSeconds`, then linear to `to` within `durationSeconds`, which then holds or starts over.
 * - `points`: samples at exactly these seconds; the interval of the series does not apply.
 */
export const valueScriptSchema = z.union([
  z.number(),
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant'), value }),
    z.strictObject({
      kind: z.literal('steps'),
      steps: timeline.min(1).readonly(),
      repeatSeconds: positive.optional(),
    }),
    z.strictObject({
      kind: z.literal('sine'),
      base: z.number(),
      amplitude: z.number(),
      periodSeconds: positive,
      phaseSeconds: z.number().optional(),
    }),
    z.strictObject({
      kind: z.literal('ramp'),
      from: z.number(),
      to: z.number(),
      durationSeconds: positive,
      startSeconds: z.number().optional(),
      repeat: z.boolean().optional(),
    }),
    z.strictObject({ kind: z.literal('points'), points: timeline.readonly() }),
  ]),
]);

/** The JSON form of a value over time. A bare number is a constant. */
export type ValueScript = z.infer<typeof valueScriptSchema>;

/** The JSON form of a series, for scripts and `POST /simulator/series`. */
export const seriesSchema = z.strictObject({
  /** Chosen by the simulator when absent; adding a series under an id in use replaces that one. */
  id: z.string().min(1).optional(),
  metric: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_.]{0,199}$/, 'must be a metric name: a letter, then letters, digits, _ and .'),
  /** `key:value` or bare words; a key may come several times. */
  tags: z.array(z.string().min(1)).readonly().optional(),
  /** `count`: the number of events in an interval; `rate`: events per second; `distribution`: several observations in a sample. */
  type: z.enum(['gauge', 'count', 'rate', 'distribution']).optional(),
  /** A sample is sent at every multiple of this; 10 by default. */
  intervalSeconds: z.number().min(1).optional(),
  /** Second zero of the script as Unix time; the moment of adding by default. */
  originSeconds: z.number().optional(),
  /** How long a sample stays invisible after its time. */
  delaySeconds: z.number().min(0).optional(),
  /** Unit name, such as `byte`. */
  unit: z.string().optional(),
  /** Distributions: observations of a sample lie evenly within `value * (1 ± spread)`; 0 by default. */
  spread: z.number().min(0).optional(),
  /** Distributions: observations in a sample; 11 by default. */
  observations: z.int().min(1).max(10_000).optional(),
  value: valueScriptSchema,
});

/** A series whose value is a script, or a function of Unix seconds (only from code). */
export type SeriesDefinition = Omit<z.infer<typeof seriesSchema>, 'value'> & {
  readonly value: ValueScript | ((unixSeconds: number) => number | null);
};

/** Reads one series or a list of them; a refusal names the field and what would be right. */
export function parseSeriesDefinitions(json: unknown): Outcome<readonly SeriesDefinition[]> {
  const parsed = z.array(seriesSchema).safeParse(Array.isArray(json) ? json : [json]);
  return parsed.success ? succeed(parsed.data) : refuse('BadDefinition', z.prettifyError(parsed.error));
}
