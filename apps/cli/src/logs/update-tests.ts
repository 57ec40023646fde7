import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type Attributes, type AttributeValue, isAttributes, printJson } from '@dogwatch/logs';
import { parseDocument } from 'yaml';
import { UsageError } from '../cli-command.js';
import { readFileText } from '../read-input.js';
import { isJsonFile, parseJsonText } from './parse-structured.js';
import { nameOf } from './render-difference.js';
import type { TestOutcome } from './run-tests.js';

/** The tag that Datadog's own tests expect everywhere and that no pipeline sets. */
const constantTag = 'source:LOGS_SOURCE';

/** Writes what came out into the expectations of tests that failed; everything else in the file stays as it is. */
export async function updateTests(file: string, failures: readonly TestOutcome[]): Promise<void> {
  const text = await readFileText(file);
  const isJson = isJsonFile(text, file);
  await replaceFile(file, isJson ? updateJson(parseJsonText(text, file), text, failures) : updateYaml(text, failures));
}

/** The file is whole at every moment: the old one until the new one is. */
async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const next = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(next, text, { mode });
    await rename(next, target);
  } catch (error) {
    await rm(next, { force: true });
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function updateJson(value: AttributeValue, text: string, failures: readonly TestOutcome[]): string {
  const content = attributesOf(value);
  const { tests } = content;
  for (const failure of failures) {
    const test = attributesOf(Array.isArray(tests) ? tests[failure.index] : undefined);
    const key = Object.hasOwn(test, 'result') ? 'result' : 'expected';
    const expected = attributesOf(test[key]);
    for (const [name, value] of changedFields(failure)) expected[name] = value ?? null;
    test[key] = expected;
  }
  const indent = /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '';
  return `${printJson(content, indent)}\n`;
}

function attributesOf(value: AttributeValue | undefined): Attributes {
  return isAttributes(value) ? value : {};
}

function updateYaml(text: string, failures: readonly TestOutcome[]): string {
  const document = parseDocument(text, { intAsBigInt: true });
  for (const failure of failures) {
    const test = ['tests', failure.index];
    const result = [...test, document.hasIn([...test, 'result']) ? 'result' : 'expected'];
    for (const [name, value] of changedFields(failure)) {
      const tags = name === 'tags' && hasConstantTag(document.getIn([...result, name])) ? [constantTag] : [];
      const next = Array.isArray(value) ? [...value, ...tags] : value;
      if (next === undefined) document.deleteIn([...result, name]);
      else document.setIn([...result, name], document.createNode(next));
    }
  }
  return document.toString({ lineWidth: 0 });
}

function hasConstantTag(node: unknown): boolean {
  return JSON.stringify(node ?? null).includes(constantTag);
}

/** The fields of the expectation that were wrong, with what they should have been. */
function changedFields({ differences, log }: TestOutcome): ReadonlyMap<string, AttributeValue | undefined> {
  const actual: Readonly<Record<string, AttributeValue | undefined>> = {
    custom: log.attributes,
    message: log.message,
    service: log.service,
    span_id: log.spanId,
    status: log.status,
    tags: log.tags,
    timestamp: log.timestampMillis,
    trace_id: log.traceId,
  };
  const names = differences.map(({ what }) => (what.startsWith('@') ? 'custom' : nameOf(what)));
  return new Map(names.map((name) => [name, actual[name]]));
}
