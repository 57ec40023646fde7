/** Counts how often each rule took too long. */
export interface Strikes {
  /** Notes one; true when the rule has had as many as it may. What changed pipelines have in that place starts anew. */
  note(program: object, place: string): boolean;
}

const maxPlaces = 10_000;

/** Strikes older than `windowMillis` are forgotten, so that a rule that is slow once a day is not switched off. */
export function createStrikes(max: number, windowMillis: number, nowMillis: () => number): Strikes {
  const byProgram = new WeakMap<object, Map<string, readonly number[]>>();
  return {
    note(program, place) {
      const byPlace = byProgram.get(program) ?? new Map<string, readonly number[]>();
      byProgram.set(program, byPlace);
      const since = nowMillis() - windowMillis;
      const recent = [...(byPlace.get(place) ?? []).filter((at) => at > since), nowMillis()];
      if (byPlace.size >= maxPlaces) byPlace.clear();
      byPlace.set(place, recent);
      return recent.length >= max;
    },
  };
}
