/** How far the events of a leader have been followed. */
export interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

/**
 * Whether an event follows what is known. `gap`: something was missed, or another leader speaks, so a snapshot is needed
 * besides. `old`: it brings nothing that the snapshot did not.
 */
export function compareToPosition(known: Position | undefined, event: Position): 'gap' | 'next' | 'old' {
  if (known?.epoch !== event.epoch) return 'gap';
  if (event.sequence <= known.sequence) return 'old';
  return event.sequence === known.sequence + 1 ? 'next' : 'gap';
}
