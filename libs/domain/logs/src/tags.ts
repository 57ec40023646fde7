/** What a tag list says of a key: the text behind `key:`, of each such tag in order. */
export function tagValues(tags: readonly string[], key: string): string[] {
  const prefix = `${key}:`;
  return tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
}

/** Whether there is a tag `key:...`. */
export function hasTagKey(tags: readonly string[], key: string): boolean {
  const prefix = `${key}:`;
  return tags.some((tag) => tag.startsWith(prefix));
}

/** Removes every tag `key:...` in place. */
export function removeTagKey(tags: string[], key: string): void {
  const prefix = `${key}:`;
  let kept = 0;
  for (const tag of tags) if (!tag.startsWith(prefix)) tags[kept++] = tag;
  tags.length = kept;
}

/** Adds a tag unless it is there already. */
export function addTag(tags: string[], tag: string): void {
  if (!tags.includes(tag)) tags.push(tag);
}
