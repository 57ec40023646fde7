import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { UsageError } from './cli-command.js';
import type { Terminal } from './terminal.js';

/** The text of a file, or of standard input for `-`. */
export async function readInput(file: string, terminal: Pick<Terminal, 'input'>): Promise<string> {
  return file === '-' ? readAll(terminal.input) : readFileText(file);
}

/** The text of a file; one that cannot be read is wrong usage. */
export async function readFileText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
