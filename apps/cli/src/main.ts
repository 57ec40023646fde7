#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { processTerminal } from './process-terminal.js';
import { runCli } from './run-cli.js';

// Patterns of log pipelines that backtrack too much go on in time linear to the text; before any is compiled.
setFlagsFromString('--enable-experimental-regexp-engine');
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

// A reader that has seen enough, such as head, closes the pipe: no failure of ours, and nothing is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
