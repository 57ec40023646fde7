import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the tests of a file, gone after them. */
export interface TestFolder {
  readonly path: string;
  /** Writes a file into it, what is no text as JSON, and says its path. */
  readonly write: (name: string, content: unknown) => string;
}

/** Makes the folder at once; call it outside of tests. */
export function useFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'dogwatch-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
      return file;
    },
  };
}
