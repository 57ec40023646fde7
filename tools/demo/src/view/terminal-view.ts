import { styleText } from 'node:util';
import type { WriteStream } from 'node:tty';
import type { Paint } from './pieces.js';
import { renderTable } from './render-table.js';
import type { Snapshot } from './snapshot.js';
import type { View } from './view.js';

const enter = '\u001B[?1049h\u001B[?25l';
/** Gives the terminal back as it was; also for an end without ceremony. */
export const leaveTerminal = '\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const clearLine = '\u001B[K';
const clearBelow = '\u001B[J';

/** A live table on a screen of its own, repainted in place. */
export function createTerminalView(
  terminal: Pick<WriteStream, 'columns' | 'rows' | 'write'>,
  hasColors: boolean,
): View {
  const paint: Paint = hasColors
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  let isEntered = false;
  const show = (snapshot: Snapshot): void => {
    if (!isEntered) return;
    // pseudo-terminals may say 0
    const lines = renderTable(snapshot, { columns: terminal.columns || 100, rows: terminal.rows || 40, paint });
    terminal.write(`${home}${lines.join(`${clearLine}\n`)}${clearLine}${clearBelow}`);
  };
  return {
    begin(snapshot) {
      isEntered = true;
      terminal.write(enter);
      show(snapshot);
    },
    event: () => undefined,
    show,
    leave() {
      if (isEntered) terminal.write(leaveTerminal);
      isEntered = false;
    },
    end: (closing) => void terminal.write(`${closing}\n`),
  };
}
