#!/usr/bin/env node
import { once } from 'node:events';
import { parseCommandLine, usage } from './command-line.js';
import { startDatadogSimulator } from './simulator.js';

const command = parseCommandLine(process.argv.slice(2));
if (!command.ok) {
  process.stderr.write(`${command.message}\n${usage}`);
  process.exitCode = 2;
} else if (command.value.kind === 'help') {
  process.stdout.write(usage);
} else {
  const simulator = await startDatadogSimulator(command.value.options);
  process.stdout.write(`Datadog simulator at ${simulator.url}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await simulator.stop();
  process.stdout.write(`${simulator.calls.count()} calls answered\n`);
}
