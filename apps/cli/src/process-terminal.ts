import { once } from 'node:events';
import { styleText } from 'node:util';
import type { Terminal } from './terminal.js';

/** The streams of this process. Colours follow the terminal, NO_COLOR and FORCE_COLOR. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    input: stdin,
    write: async (text) => {
      if (!stdout.write(text)) {
        await once(stdout, 'drain');
      }
    },
    tell: (line) => {
      stderr.write(`${line}\n`);
    },
    columns: stdout.columns ?? 80,
    style: (color, text) => styleText(color, text, { stream: stdout }),
  };
}
