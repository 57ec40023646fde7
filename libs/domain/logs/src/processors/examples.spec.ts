import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { createLog } from '../log.js';
import { compileProcessor } from '../testing/compile-processor.js';
import { processors } from './index.js';

test('the registry lists the files of the folder, in the order of the alphabet', () => {
  const files = globSync(join(import.meta.dirname, '*.ts'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'index' && !name.endsWith('.spec'))
    .sort();
  expect(processors.map(({ type }) => type)).toEqual(files);
});

describe.each(processors)('$type', ({ type, summary, examples }) => {
  it('is explained in sentences, by examples', () => {
    expect(summary).toMatch(/^[A-Z][^]*\.$/);
    expect(examples).not.toHaveLength(0);
    for (const { title } of examples) expect(title).toMatch(/^[A-Z].*\.$/);
  });

  it.each(examples)('$title', ({ config, log, expected }) => {
    const { run, problems } = compileProcessor(type, config);
    const actual = createLog(structuredClone(log));
    run(actual);
    expect(problems).toEqual([]);
    expect(actual).toEqual({ ...createLog(expected), remapped: actual.remapped });
  });
});
