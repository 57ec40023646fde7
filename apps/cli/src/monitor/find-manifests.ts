import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli-command.js';

/** The files that are named, and those with YAML or JSON in folders that are named, with all that is below; each once. */
export async function findManifests(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const files = path !== '-' && (await isFolder(path)) ? await findInFolder(path) : [path];
    for (const file of files) found.add(file);
  }
  return [...found];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function findInFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:json|ya?ml)$/.test(entry.name));
  if (files.length === 0) throw new UsageError(`${folder} holds no files that end in .yaml, .yml or .json`);
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}
