import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, test } from 'vitest';
import { toPackageFolders } from '../../tools/image/bill-of-materials.ts';
import { appNames } from '../../tools/image/build-images.ts';
import { labelDockerfile } from '../../tools/image/image-labels.ts';
import { toBill, toProgram, traceProgram } from '../../tools/image/image-tree.ts';

const root = join(import.meta.dirname, '../..');

/** The name and version of the foreign package that a file belongs to. */
function packageOf(file: string): string | undefined {
  const folder = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
  if (folder === undefined || file.includes('node_modules/@dogwatch/')) return undefined;
  const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

describe.each(appNames)('the image of %s', async (app) => {
  const program = toProgram(app);
  const files = await traceProgram(program);
  const bill = await toBill(program, files);

  test('has a bill of materials that CycloneDX accepts', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(JSON.stringify(bill))).toBeNull();
  });

  test('lists Node and each package of which it has a file, and nothing else', () => {
    const [runtime, ...libraries] = bill.components;
    expect(runtime).toMatchObject({ type: 'platform', name: 'node' });
    const packages = new Set(files.map(packageOf).filter((name) => name !== undefined));
    expect(libraries.map(({ name, version }) => `${name}@${version}`)).toEqual([...packages].toSorted());
  });

  test('has no package twice in the same version', () => {
    const packages = toPackageFolders(files).map((folder) => packageOf(`${folder}/`));
    expect(packages.filter((name, index) => packages.indexOf(name) !== index)).toEqual([]);
  });

  test('has only packages whose licence allows to hand them on with it, and the texts of their licences', () => {
    const licences = bill.components.map(({ name, licenses }) => ({ name, licence: licenses?.[0] }));
    expect(licences.filter(({ licence }) => licence === undefined || !('expression' in licence))).toEqual([]);
    expect(JSON.stringify(licences)).not.toMatch(/GPL|SSPL|BUSL|CC-BY-NC/);
    expect(files.filter((file) => /node_modules\/.*\/licen[cs]e[^/]*$/i.test(file)).length).toBeGreaterThan(80);
  });
});

/** Names of the labels in a Dockerfile. */
function labelsOf(text: string): string[] {
  return [...text.matchAll(/\b((?:org|io)\.[a-z.]+)="/g)].map(([, name = '']) => name).toSorted();
}

test('an image says what it is in the same words, whoever has built it', () => {
  const ours = readFileSync(join(root, 'tools/image/Dockerfile'), 'utf8');
  const labelled = labelDockerfile(ours, { title: 'dogwatch/cli', version: '1.2.3', revision: 'abc' });
  expect(labelled).toMatch(/\nLABEL org\.opencontainers\.image\.version="1\.2\.3"\n/);
  expect(labelsOf(labelled)).toEqual(labelsOf(readFileSync(join(root, 'Dockerfile'), 'utf8')));
});

test('images have the Node that tests run on, too', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'tools/node-24/package.json'), 'utf8'));
  const [version = ''] = new Set(Object.values<string>(optionalDependencies));
  for (const file of ['Dockerfile', 'tools/image/Dockerfile']) {
    const bases = [...readFileSync(join(root, file), 'utf8').matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major);
    expect(new Set(bases)).toEqual(new Set([version.split('.')[0]]));
  }
});
