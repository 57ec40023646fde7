import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fromIntegrationPipeline, isAttributes, type LogProgram, readPipelineTests } from '@dogwatch/logs';
import { parse } from 'yaml';
import { compareJson } from '../../compare.ts';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { loadEnvironment, readJson, textAt } from './logs-environment.ts';
import { compileForTests, runTest } from './run-integration.ts';

function* load(folder: string): Iterable<Case> {
  const files = globSync(join(folder, 'logs-yaml', '*.yaml')).sort();
  for (const file of files) if (!file.endsWith('_tests.yaml')) yield* loadPair(folder, file);
}

function* loadPair(folder: string, file: string): Iterable<Case> {
  const name = basename(file, '.yaml');
  const converted = fromIntegrationPipeline(parse(readFileSync(file, 'utf8')));
  if (!converted.ok) throw new Error(`${file}: ${converted.message}`);
  const { pipeline } = converted;
  const json = readJson(join(folder, 'logs', `${name}.json`));
  if (!isAttributes(json)) throw new Error(`${name}.json: not an object`);
  yield { key: `${name} pipeline`, group: name, run: () => compareJson(json['pipeline'], pipeline) };

  const testsFile = join(folder, 'logs-yaml', `${name}_tests.yaml`);
  if (!existsSync(testsFile)) return;
  const read = readPipelineTests(parse(readFileSync(testsFile, 'utf8')));
  if (!read.ok) throw new Error(`${testsFile}: ${read.message}`);
  const environment = loadEnvironment(folder, Date.parse(textAt(json, 'reference_now')));
  let program: LogProgram | undefined;
  for (const test of read.tests) {
    const run = (): CaseResult => {
      program ??= compileForTests(pipeline, environment);
      return runTest(program, test, textAt(json, 'source'));
    };
    yield { key: `${name}#${test.n}`, group: name, run };
  }
}

/** The YAML form of integrations: the same pipelines as in JSON, and the same results. */
export const suite: Suite = { name: 'logs-yaml', load };
