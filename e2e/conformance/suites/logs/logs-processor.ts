import { join } from 'node:path';
import {
  type Attributes,
  type AttributeValue,
  compilePipelines,
  createLog,
  isAttributes,
  pipelineTestPreprocessing,
} from '@dogwatch/logs';
import { compareJson } from '../../compare.ts';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { loadEnvironment, readJson, textAt } from './logs-environment.ts';

interface Vector {
  readonly name: string;
  readonly processor: Attributes;
  readonly attributes: Attributes;
  readonly expected: Attributes;
}

function* load(folder: string): Iterable<Case> {
  const content = readJson(join(folder, 'logs-processor.json'));
  const vectors = isAttributes(content) ? content['vectors'] : undefined;
  if (!Array.isArray(vectors)) throw new Error('logs-processor.json: no vectors');
  for (const vector of vectors) {
    const read = readVector(vector);
    yield { key: read.name, group: textAt(read.processor, 'type'), run: () => run(folder, read) };
  }
}

function readVector(vector: AttributeValue): Vector {
  const { name, processor, attributes, expected } = isAttributes(vector) ? vector : {};
  if (typeof name === 'string' && isAttributes(processor) && isAttributes(attributes) && isAttributes(expected))
    return { name, processor, attributes, expected };
  throw new Error(`logs-processor.json: not a vector: ${JSON.stringify(vector)}`);
}

function run(folder: string, { processor, attributes, expected }: Vector): CaseResult {
  const pipeline = { name: 'one processor', is_enabled: true, processors: [{ is_enabled: true, ...processor }] };
  const { program, problems } = compilePipelines([pipeline], {
    environment: loadEnvironment(folder, 0),
    preprocessing: pipelineTestPreprocessing,
  });
  if (!program) return { ok: false, diff: problems.map(({ path, message }) => `${path}: ${message}`).join('\n') };
  const log = createLog({ attributes: structuredClone(attributes) });
  program.process(log);
  return compareJson(expected, log.attributes);
}

/** Single processors, also those that no public pipeline uses. */
export const suite: Suite = { name: 'logs-processor', load };
