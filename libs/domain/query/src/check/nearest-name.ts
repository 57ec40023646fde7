/** The name with the fewest edits to `text`, when those are few; for "did you mean". */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(text.length / 4));
  let nearest: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - text.length) < least) {
      const edits = countEdits(text, name);
      nearest = edits < least ? name : nearest;
      least = Math.min(least, edits);
    }
  }
  return nearest;
}

/** Levenshtein distance. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
