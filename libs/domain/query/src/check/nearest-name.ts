import { distance } from 'fastest-levenshtein';

/** The name with the fewest edits to `text`, when those are few; for "did you mean". */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(text.length / 4));
  let nearest: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - text.length) < least) {
      const edits = distance(text, name);
      nearest = edits < least ? name : nearest;
      least = Math.min(least, edits);
    }
  }
  return nearest;
}
