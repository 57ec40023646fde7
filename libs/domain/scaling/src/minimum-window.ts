/** Observations of the last while, oldest first; only those that can still become the minimum are kept. */
export interface MinimumWindow {
  readonly windowMillis: number;
  readonly observations: readonly { readonly atMillis: number; readonly value: number }[];
}

/** A window over which `minimum` looks back. */
export function startMinimumWindow(windowMillis: number): MinimumWindow {
  return { windowMillis, observations: [] };
}

/** Adds an observation and drops those that are too old or can no longer be the minimum. */
export function observe(window: MinimumWindow, value: number, nowMillis: number): MinimumWindow {
  const kept = recent(window, nowMillis).filter((observation) => observation.value < value);
  return { ...window, observations: [...kept, { atMillis: nowMillis, value }] };
}

/** The smallest value seen within the window; undefined when there was none. */
export function minimum(window: MinimumWindow, nowMillis: number): number | undefined {
  return recent(window, nowMillis)[0]?.value;
}

function recent({ observations, windowMillis }: MinimumWindow, nowMillis: number): MinimumWindow['observations'] {
  return observations.filter(({ atMillis }) => nowMillis - atMillis <= windowMillis);
}
