import type { WriteStream } from 'node:tty';
import type { DemoOptions } from '../options.js';
import { createJsonView } from './json-view.js';
import { createPlainView } from './plain-view.js';
import { createTerminalView } from './terminal-view.js';
import type { View } from './view.js';

/** JSON lines if asked for; a live table on a terminal, unless log lines would run through it; else plain lines. */
export function createView({ json, verbose }: DemoOptions, output: WriteStream): View {
  const write = (text: string): void => void output.write(text);
  if (json) return createJsonView(write);
  return output.isTTY && !verbose ? createTerminalView(output, output.hasColors()) : createPlainView(write);
}
