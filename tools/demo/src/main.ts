#!/usr/bin/env node
import { parseOptions, usage } from './options.js';
import { runDemo } from './run-demo.js';
import { createView } from './view/create-view.js';
import { leaveTerminal } from './view/terminal-view.js';

const parsed = parseOptions(process.argv.slice(2), process.env);
if (!parsed.ok) {
  process.stderr.write(`${parsed.message}\nSee npm start -- --help.\n`);
  process.exitCode = 2;
} else if (parsed.kind === 'help') {
  process.stdout.write(usage);
} else {
  const interrupted = new AbortController();
  const stop = (): void => {
    if (!interrupted.signal.aborted) return interrupted.abort();
    if (process.stdout.isTTY) process.stdout.write(leaveTerminal);
    process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  // whoever read may have gone, as `head` does
  process.stdout.on('error', () => interrupted.abort());
  process.stderr.on('error', () => interrupted.abort());
  const { options } = parsed;
  process.exitCode = await runDemo(options, {
    env: process.env,
    view: createView(options, process.stdout),
    printError: (text) => process.stderr.write(text),
    log: options.verbose ? (line) => process.stderr.write(line) : () => undefined,
    signal: interrupted.signal,
  });
}
