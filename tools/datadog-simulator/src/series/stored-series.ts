import type { SeriesDefinition } from './series-definition.js';
import { valueAt } from './value-at.js';

/** One value sent at one time; null where the script has a gap. */
export interface Sample {
  readonly seconds: number;
  readonly value: number | null;
}

/** A series with every default filled in. */
export interface StoredSeries {
  readonly id: string;
  readonly definition: SeriesDefinition;
  readonly metric: string;
  readonly tags: readonly string[];
  readonly type: 'gauge' | 'count' | 'rate' | 'distribution';
  readonly intervalSeconds: number;
  readonly unit: string | undefined;
  /** Samples with `fromSeconds <= time < toSeconds` that are visible at `nowSeconds`, oldest first. */
  readonly samples: (fromSeconds: number, toSeconds: number, nowSeconds: number) => Sample[];
  /** The observations behind a sample: several for a distribution, else the value itself. */
  readonly observe: (value: number) => readonly number[];
}

/** Fills in the defaults of a definition that is added at `nowSeconds`. */
export function toStoredSeries(definition: SeriesDefinition, id: string, nowSeconds: number): StoredSeries {
  const { metric, tags = [], type = 'gauge', intervalSeconds = 10, delaySeconds = 0, unit } = definition;
  const sampled = sampler({ ...definition, intervalSeconds, originSeconds: definition.originSeconds ?? nowSeconds });
  return {
    id,
    definition,
    metric,
    tags,
    type,
    intervalSeconds,
    unit,
    samples: (fromSeconds, toSeconds, nowSeconds) =>
      sampled(fromSeconds, toSeconds).filter(({ seconds }) => seconds + delaySeconds <= nowSeconds),
    observe: type === 'distribution' ? spreadOf(definition) : (value) => [value],
  };
}

type Sampler = (fromSeconds: number, toSeconds: number) => Sample[];

function sampler(
  definition: SeriesDefinition & { readonly intervalSeconds: number; readonly originSeconds: number },
): Sampler {
  const { value: script, intervalSeconds, originSeconds } = definition;
  if (typeof script === 'object' && script.kind === 'points') {
    const samples = script.points.map(([seconds, value]) => ({ seconds: seconds + originSeconds, value }));
    samples.sort((left, right) => left.seconds - right.seconds);
    return (fromSeconds, toSeconds) => samples.filter(({ seconds }) => seconds >= fromSeconds && seconds < toSeconds);
  }
  const at = typeof script === 'function' ? script : (seconds: number) => valueAt(script, seconds - originSeconds);
  return (fromSeconds, toSeconds) => {
    const samples: Sample[] = [];
    for (let step = Math.ceil(fromSeconds / intervalSeconds); step * intervalSeconds < toSeconds; step += 1) {
      const seconds = step * intervalSeconds;
      samples.push({ seconds, value: at(seconds) });
    }
    return samples;
  };
}

function spreadOf({ spread = 0, observations = 11 }: SeriesDefinition): (value: number) => readonly number[] {
  const offsets = Array.from({ length: observations }, (_, index) =>
    observations === 1 ? 0 : spread * ((2 * index) / (observations - 1) - 1),
  );
  return (value) => offsets.map((offset) => value * (1 + offset));
}
