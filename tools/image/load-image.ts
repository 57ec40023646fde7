import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** An image to be built. */
export interface ImageOrder {
  readonly tag: string;
  /** The folder that the Dockerfile copies from. */
  readonly context: string;
  readonly dockerfile: string;
}

/**
 * Has an image built and brought to the nodes of a cluster by a command of the user, which is called with TAG CONTEXT DOCKERFILE.
 * Rejects with what it said when it fails.
 */
export async function loadImage(loader: string, { tag, context, dockerfile }: ImageOrder): Promise<void> {
  // a shell, so that the loader may be a command with arguments
  const child = spawn('/bin/sh', ['-c', `${loader} "$@"`, 'load-image', tag, context, dockerfile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const [code]: readonly unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`${loader} ${tag} ${context} ${dockerfile} ended with ${String(code)}:\n${said}`);
}
