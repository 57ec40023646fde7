/** Subjects with `*` (one token) and `>` (one or more, at the end), to whatever listens on them. */
export interface SubjectIndex<T> {
  add(subject: string, entry: T): void;
  remove(subject: string, entry: T): void;
  /** Every entry whose subject matches this literal one. */
  match(subject: string): readonly T[];
}

/** Whether somebody may subscribe to it: no empty token, `>` only at the end. */
export function isSubscribable(subject: string): boolean {
  const tokens = subject.split('.');
  return tokens.every((token, index) => token !== '' && (token !== '>' || index === tokens.length - 1));
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  readonly entries: Set<T>;
}

/** An index whose `match` costs the number of tokens times the wildcards on the way, however many subjects it holds. */
export function createSubjectIndex<T>(): SubjectIndex<T> {
  const root: Node<T> = createNode();
  return {
    add(subject, entry) {
      let node = root;
      for (const token of subject.split('.')) {
        const child = node.children.get(token) ?? createNode<T>();
        node.children.set(token, child);
        node = child;
      }
      node.entries.add(entry);
    },
    remove(subject, entry) {
      removeEntry(root, subject.split('.'), 0, entry);
    },
    match(subject) {
      const found: T[] = [];
      collect(root, subject.split('.'), 0, found);
      return found;
    },
  };
}

function createNode<T>(): Node<T> {
  return { children: new Map(), entries: new Set() };
}

function removeEntry<T>(node: Node<T>, tokens: readonly string[], depth: number, entry: T): void {
  const token = tokens[depth];
  if (token === undefined) {
    node.entries.delete(entry);
    return;
  }
  const child = node.children.get(token);
  if (child === undefined) return;
  removeEntry(child, tokens, depth + 1, entry);
  if (child.children.size === 0 && child.entries.size === 0) node.children.delete(token);
}

function collect<T>(node: Node<T>, tokens: readonly string[], depth: number, found: T[]): void {
  const token = tokens[depth];
  if (token === undefined) {
    for (const entry of node.entries) found.push(entry);
    return;
  }
  for (const entry of node.children.get('>')?.entries ?? []) found.push(entry);
  const star = node.children.get('*');
  if (star !== undefined) collect(star, tokens, depth + 1, found);
  const child = token === '*' || token === '>' ? undefined : node.children.get(token);
  if (child !== undefined) collect(child, tokens, depth + 1, found);
}
