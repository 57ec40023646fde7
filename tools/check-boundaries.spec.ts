import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkBoundaries } from './check-boundaries.ts';

let root = '';

function write(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function writeProject(folder: string, layer: string, dependencies: readonly string[] = [], source = ''): void {
  const name = `@dogwatch/${folder.split('/').at(-1)}`;
  write(`${folder}/package.json`, {
    name,
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '0.0.0'])),
    nx: { tags: [`layer:${layer}`] },
  });
  const references = dependencies
    .filter((dependency) => dependency.startsWith('@dogwatch/'))
    .map((dependency) => ({ path: `../${dependency.slice('@dogwatch/'.length)}` }));
  write(`${folder}/tsconfig.json`, { references });
  write(`${folder}/src/index.ts`, source);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  write('package.json', { name: 'root', workspaces: ['libs/*'], devDependencies: { vitest: '1.0.0' } });
});

afterEach(() => rmSync(root, { recursive: true }));

test('this repository keeps the rule', () => {
  expect(checkBoundaries('.')).toEqual([]);
});

describe('a planted violation is found:', () => {
  test('a domain lib that depends on an adapter', () => {
    writeProject('libs/kube', 'adapters');
    writeProject('libs/query', 'domain', ['@dogwatch/kube']);
    expect(checkBoundaries(root)).toEqual([
      '@dogwatch/query (layer:domain) may not depend on @dogwatch/kube (layer:adapters)',
    ]);
  });

  test('an adapter that depends on its sibling', () => {
    writeProject('libs/kube', 'adapters');
    writeProject('libs/datadog', 'adapters', ['@dogwatch/kube']);
    expect(checkBoundaries(root)).toHaveLength(1);
  });

  test('an import that is not declared', () => {
    writeProject('libs/query', 'domain', [], `import { z } from 'zod';`);
    expect(checkBoundaries(root)).toEqual([expect.stringContaining('imports zod, which it does not declare')]);
  });

  test('Nest and Node in a domain lib, even when declared', () => {
    writeProject('libs/query', 'domain', ['@nestjs/common'], `import '@nestjs/common';\nimport 'node:fs';`);
    expect(checkBoundaries(root)).toEqual([
      expect.stringContaining('imports @nestjs/common, which layer:domain may not use'),
      expect.stringContaining('imports node:fs, which layer:domain may not use'),
    ]);
  });

  test('a tsconfig without the reference', () => {
    writeProject('libs/crds', 'contracts');
    writeProject('libs/query', 'domain', ['@dogwatch/crds']);
    write('libs/query/tsconfig.json', {});
    expect(checkBoundaries(root)).toEqual([
      expect.stringContaining('references are [], the dependencies ask for [../crds]'),
    ]);
  });

  test('a cycle', () => {
    writeProject('libs/a', 'domain', ['@dogwatch/b']);
    writeProject('libs/b', 'domain', ['@dogwatch/a']);
    expect(checkBoundaries(root)).toEqual([expect.stringMatching(/^cycle: @dogwatch\/(a|b) -> /)]);
  });

  test('a project without a layer', () => {
    writeProject('libs/a', 'elsewhere');
    expect(checkBoundaries(root)).toEqual([expect.stringContaining('needs one of the nx tags')]);
  });
});

test('a test file may import what the root declares for tests', () => {
  writeProject('libs/query', 'domain');
  write('libs/query/src/index.spec.ts', `import { test } from 'vitest';\nimport 'node:fs';`);
  expect(checkBoundaries(root)).toEqual([]);
});
