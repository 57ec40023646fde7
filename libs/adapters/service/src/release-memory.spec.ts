import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const script = `
import { releaseMemory } from ${JSON.stringify(new URL('./release-memory.ts', import.meta.url).href)};
let work = Array.from({ length: 400_000 }, (_, index) => ({ index, text: 'text ' + index }));
const before = process.memoryUsage().heapTotal;
work = work.length;
releaseMemory();
console.log(JSON.stringify({ before, after: process.memoryUsage().heapTotal, gc: typeof globalThis.gc }));
`;

describe('releaseMemory', () => {
  it('gives back what nothing needs any more, and leaves no trace', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { before, after, gc } = JSON.parse(stdout);
    expect(before).toBeGreaterThan(25e6);
    expect(after).toBeLessThan(before / 2);
    expect(gc).toBe('undefined');
  });
});
