/** A place in a text as people count: both start at 1, a column is one UTF-16 unit. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset in UTF-16 units. Linear in the offset; meant for errors, not for every node. */
export function positionOf(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
