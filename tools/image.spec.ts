import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toBillOfMaterials } from './image/bill-of-materials.ts';
import { writeImageTree } from './image/image-tree.ts';
import { loadImage } from './image/load-image.ts';

let folder = '';

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'image-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function writePackage(path: string, content: object): string {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'package.json'), JSON.stringify(content));
  return join(path, 'package.json');
}

describe('a bill of materials', () => {
  test('names every package once, with its version and licence', async () => {
    const files = [
      writePackage('.', { version: '1.2.3' }),
      writePackage('node_modules/plain', { name: 'plain', version: '2.0.0', license: 'MIT' }),
      writePackage('node_modules/plain/node_modules/@scope/nested', { name: '@scope/nested', version: '0.1.0' }),
      // no package of its own, but a mark in one
      writePackage('node_modules/plain/esm', { type: 'module' }),
      'node_modules/plain/index.js',
      // the same version in another place
      writePackage('libs/kube/node_modules/plain', { name: 'plain', version: '2.0.0', license: 'MIT' }),
    ];
    const order = { program: 'poller', root: folder, files, nodeVersion: '24.1.0' };
    const { components, metadata } = await toBillOfMaterials(order);
    expect(metadata.component).toEqual({ type: 'application', name: 'dogwatch/poller', version: '1.2.3' });
    expect(components).toEqual([
      {
        type: 'platform',
        name: 'node',
        version: '24.1.0',
        purl: 'pkg:generic/node@24.1.0',
        cpe: 'cpe:2.3:a:nodejs:node.js:24.1.0:*:*:*:*:*:*:*',
        licenses: [{ expression: 'MIT' }],
      },
      { type: 'library', name: '@scope/nested', version: '0.1.0', purl: 'pkg:npm/%40scope/nested@0.1.0' },
      {
        type: 'library',
        name: 'plain',
        version: '2.0.0',
        purl: 'pkg:npm/plain@2.0.0',
        licenses: [{ expression: 'MIT' }],
      },
    ]);
  });
});

async function licenceOf(manifest: object): Promise<unknown> {
  const file = writePackage('node_modules/some', { name: 'some', version: '1.0.0', ...manifest });
  writePackage('.', { version: '1.2.3' });
  const order = { program: 'poller', root: folder, files: [file], nodeVersion: undefined };
  return (await toBillOfMaterials(order)).components[1]?.licenses?.[0];
}

describe('a licence in a bill of materials', () => {
  test.each([
    [{ license: '(MIT OR Apache-2.0)' }, { expression: '(MIT OR Apache-2.0)' }],
    [{ license: { type: 'ISC' } }, { expression: 'ISC' }],
    [{ licenses: [{ type: 'MIT' }, { type: 'BSD-2-Clause' }] }, { expression: 'MIT OR BSD-2-Clause' }],
    [{ license: 'SEE LICENSE IN terms.txt' }, { license: { name: 'SEE LICENSE IN terms.txt' } }],
    [{}, undefined],
  ])('%j', async (manifest, licence) => {
    expect(await licenceOf(manifest)).toEqual(licence);
  });
});

describe('the tree of an image', () => {
  test('holds what a script with types imports, and the entry that all images have', async () => {
    const tree = join(folder, 'tree');
    const { bytes } = await writeImageTree({ name: 'run', entry: 'e2e/conformance/compare.ts' }, tree);
    expect(bytes).toBeGreaterThan(0);
    expect(readFileSync(join(tree, 'main.mjs'), 'utf8')).toBe("import './e2e/conformance/compare.ts';\n");
    expect(readFileSync(join(tree, 'e2e/conformance/compare.ts'), 'utf8')).toContain('export');
    expect(JSON.parse(readFileSync(join(tree, 'sbom.cdx.json'), 'utf8'))).toMatchObject({ bomFormat: 'CycloneDX' });
  });

  test('is refused where the program is not built', async () => {
    const missing = { name: 'none', entry: 'apps/none/dist/main.js' };
    await expect(writeImageTree(missing, join(folder, 'tree'))).rejects.toThrow('apps/none/dist/main.js');
  });
});

describe('an image loader', () => {
  const order = { tag: 'shop/app:1', context: '.', dockerfile: 'Dockerfile' };

  test('is called with tag, context and Dockerfile, after arguments of its own', async () => {
    const path = join(folder, 'said');
    await loadImage(`printf '%s ' mine > ${path}; printf '%s ' >> ${path}`, order);
    expect(readFileSync(path, 'utf8')).toBe('mine shop/app:1 . Dockerfile ');
  });

  test('that fails says why', async () => {
    await expect(loadImage('echo no space left >&2; false', order)).rejects.toThrow(/ended with 1:\nno space left/);
  });
});
