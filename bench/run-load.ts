import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LoadOrder, LoadResult } from './load-generator.ts';

/** Has a process of its own send requests over TLS 1.3 with keep-alive. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-generator.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  child.stdin.end(JSON.stringify(order));
  const output = await text(child.stdout);
  const [code] = await exited;
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return JSON.parse(output);
}
