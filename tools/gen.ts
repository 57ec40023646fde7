// Writes the generated files, or with --check fails when one of them has drifted.
//   npm run gen              writes them
//   node tools/gen.ts --check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generators } from './gen/index.ts';

interface Drift {
  readonly path: string;
  readonly problem: string;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const check = process.argv.includes('--check');
const drifted: Drift[] = [];
let total = 0;
for (const generate of generators) {
  for (const { path, text } of await generate()) {
    total++;
    const current = readIfThere(path);
    if (current === text) continue;
    if (check) {
      drifted.push({ path, problem: current === undefined ? 'is missing' : 'differs from its source' });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
if (drifted.length > 0) {
  for (const { path, problem } of drifted) console.error(`${path} ${problem}; run npm run gen`);
  process.exitCode = 1;
} else {
  console.log(`gen: ${total} generated files are up to date`);
}
