// npm run bench             all benchmarks
// npm run bench -- query    one of them
import { benches } from './index.ts';
import type { Row } from './bench.ts';

function printTarget({ target, value }: Row): string {
  if (target === undefined) return '';
  const { atLeast, atMost } = target;
  const isMet = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  const bound = atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`;
  return `${isMet ? 'met' : 'MISSED'} (${bound})`;
}

function printValue(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

// ending in the regular way ends what was started, too
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  console.log(`\n${bench.name}`);
  for (const row of await bench.run()) {
    const value = `${printValue(row.value)} ${row.unit}`;
    console.log(`  ${row.name.padEnd(44)} ${value.padStart(18)}  ${printTarget(row).padEnd(18)} ${row.note ?? ''}`);
  }
}
