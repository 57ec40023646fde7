import type { Stats } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli-command.js';
import { readFileText } from '../read-input.js';
import type { TestFiles } from './test-set.js';

const yamlEnd = /\.ya?ml$/;
const testsEnd = /_tests(\.ya?ml)$/;

/** The pipelines with tests that files and folders (with all that is below) hold, by name, each once. */
export async function findTests(paths: readonly string[]): Promise<readonly TestFiles[]> {
  const found = new Map<string, TestFiles>();
  for (const path of paths) {
    const isFolder = (await statOf(path)).isDirectory();
    const files = isFolder ? await findInFolder(path) : [await findTestsOf(path)];
    if (files.length === 0) throw new UsageError(`${path} holds no pipelines with tests`);
    for (const file of files) found.set(file.testsFile, file);
  }
  return [...found.values()];
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The tests that a file holds or that stand beside it; a file with tests alone finds its pipeline. */
export async function findTestsOf(file: string): Promise<TestFiles> {
  if (testsEnd.test(file)) {
    const pipelineFile = file.replace(testsEnd, '$1');
    if (await isThere(pipelineFile)) return { name: pipelineFile, pipelineFile, testsFile: file };
    throw new UsageError(`${file} holds tests, but their pipeline is missing: ${pipelineFile}`);
  }
  const found = await findBeside(file);
  if (found !== undefined) return found;
  const beside = yamlEnd.test(file) ? `, and there is no ${testsFileOf(file)}` : '';
  throw new UsageError(`${file} holds no tests${beside}`);
}

async function findInFolder(folder: string): Promise<readonly TestFiles[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const wanted = files.filter((file) => /\.(?:json|ya?ml)$/.test(file) && !testsEnd.test(file)).sort();
  const found: TestFiles[] = [];
  for (const file of wanted) {
    const tests = await findBeside(file);
    if (tests !== undefined) found.push(tests);
  }
  return found;
}

async function findBeside(file: string): Promise<TestFiles | undefined> {
  const beside = testsFileOf(file);
  if (yamlEnd.test(file) && (await isThere(beside))) return { name: file, pipelineFile: file, testsFile: beside };
  return looksLikeTests(await readFileText(file)) ? { name: file, pipelineFile: file, testsFile: file } : undefined;
}

function testsFileOf(file: string): string {
  return file.replace(yamlEnd, (end) => `_tests${end}`);
}

/** Whether a file says at its top level, or in JSON anywhere, that it has a pipeline and tests; reading it decides. */
function looksLikeTests(text: string): boolean {
  return /(?:^|")pipelines?"?\s*:/m.test(text) && /(?:^|")tests"?\s*:/m.test(text);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
