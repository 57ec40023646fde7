// Scaffolds a new part: the file, its registry line, and what to do next.
//   npm run new                  lists what it can make
//   npm run new -- crd my-kind
import { scaffolds } from './new/index.ts';
import { UsageError } from './new/scaffold.ts';

function toUsage(): string {
  return [
    'usage: npm run new -- KIND ...',
    ...scaffolds.map(({ usage, summary }) => `  ${usage.padEnd(36)}${summary}`),
  ].join('\n');
}

const [kind, ...args] = process.argv.slice(2);
const scaffold = scaffolds.find((candidate) => candidate.kind === kind);
if (scaffold === undefined) {
  console.error(toUsage());
  process.exitCode = kind === undefined ? 0 : 2;
} else {
  try {
    console.log(`done; next: ${scaffold.create(args)}`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${toUsage()}`);
    process.exitCode = 2;
  }
}
