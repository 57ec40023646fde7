/** How a piece of text looks. */
export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Text of one look. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

/** Puts a look on a text, or leaves it as it is where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** Pieces as one line of at most `columns` characters; what is cut ends in an ellipsis. */
export function printPieces(pieces: readonly Piece[], columns: number, paint: Paint): string {
  const width = pieces.reduce((sum, { text }) => sum + text.length, 0);
  let left = width > columns ? columns - 1 : columns;
  const parts = pieces.map(({ text, style }) => {
    const kept = text.slice(0, Math.max(0, left));
    left -= kept.length;
    return style === undefined || kept === '' ? kept : paint(style, kept);
  });
  return parts.join('') + (width > columns ? '…' : '');
}

/** How many rows of a terminal a line takes. */
export function countRows(pieces: readonly Piece[], columns: number): number {
  return Math.max(1, Math.ceil(pieces.reduce((sum, { text }) => sum + text.length, 0) / columns));
}
