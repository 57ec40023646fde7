import { watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Editors write a file in several steps; what follows within this time is one change. */
const settleMillis = 50;

/** Tells which of the files change, until it is aborted. The watch is on when the generator is first asked. */
export async function* watchFiles(files: readonly string[], signal: AbortSignal): AsyncGenerator<ReadonlySet<string>> {
  const watched = new Map(files.map((file) => [resolve(file), file]));
  const folders = new Set([...watched.keys()].map((file) => dirname(file)));
  const changed = new Set<string>();
  let next = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => next.resolve(), { once: true });
  // Folders are watched, as editors replace files: a watch of a file would end with the old one.
  const watchers = [...folders].map((folder) =>
    watch(folder, (event, name) => {
      const file = watched.get(resolve(folder, name ?? ''));
      if (file === undefined) return;
      changed.add(file);
      next.resolve();
    }),
  );
  try {
    while (!signal.aborted) {
      await next.promise;
      if (signal.aborted) return;
      await sleep(settleMillis);
      next = Promise.withResolvers();
      const settled = new Set(changed);
      changed.clear();
      yield settled;
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
