import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { GrpcLoadOrder, GrpcLoadResult } from './grpc-load.ts';
import type { LoadOrder, LoadResult } from './load-generator.ts';
import type { LogLoadOrder, LogLoadResult } from './log-load.ts';

/** Has a process of its own send requests over TLS 1.3 with keep-alive. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  return JSON.parse(await runScript('load-generator.ts', order));
}

/** Has a process of its own send batches of logs over HTTP with keep-alive. */
export async function runLogLoad(order: LogLoadOrder): Promise<LogLoadResult> {
  return JSON.parse(await runScript('log-load.ts', order));
}

/** Has a process of its own make calls over gRPC. */
export async function runGrpcLoad(order: GrpcLoadOrder): Promise<GrpcLoadResult> {
  return JSON.parse(await runScript('grpc-load.ts', order));
}

async function runScript(name: string, order: object): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  child.stdin.end(JSON.stringify(order));
  const output = await text(child.stdout);
  const [code] = await exited;
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return output;
}
