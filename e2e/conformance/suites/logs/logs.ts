import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isAttributes, type LogProgram, readPipelineTests } from '@dogwatch/logs';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { loadEnvironment, readJson, textAt } from './logs-environment.ts';
import { compileForTests, runTest } from './run-integration.ts';

function* load(folder: string): Iterable<Case> {
  const files = globSync(join(folder, 'logs', '*.json')).sort();
  for (const file of files) if (basename(file) !== 'INDEX.json') yield* loadFile(folder, file);
}

function* loadFile(folder: string, file: string): Iterable<Case> {
  const content = readJson(file);
  if (!isAttributes(content)) throw new Error(`${file}: not an object`);
  const { pipeline } = content;
  const source = textAt(content, 'source');
  const read = readPipelineTests(content);
  if (!read.ok || !isAttributes(pipeline)) throw new Error(`${file}: ${read.ok ? 'no pipeline' : read.message}`);
  const environment = loadEnvironment(folder, Date.parse(textAt(content, 'reference_now')));
  let program: LogProgram | undefined;
  for (const test of read.tests) {
    const run = (): CaseResult => {
      program ??= compileForTests(pipeline, environment);
      return runTest(program, test, source);
    };
    yield { key: `${basename(file, '.json')}#${test.n}`, group: basename(file, '.json'), run };
  }
}

/** The pipelines of real integrations with the tests that ship with them. */
export const suite: Suite = { name: 'logs', load };
