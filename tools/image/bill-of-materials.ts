import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** A package, as CycloneDX has it. */
export interface Component {
  readonly type: 'application' | 'library';
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly [{ readonly expression: string }];
}

/** A bill of materials in CycloneDX 1.6, as JSON. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

async function readManifest(path: string): Promise<Manifest> {
  const manifest: Manifest = JSON.parse(await readFile(path, 'utf8'));
  return manifest;
}

function toComponent({ name = '', version = '', license }: Manifest): Component {
  return {
    type: 'library',
    name,
    version,
    // a scope is part of the namespace of a package URL, where @ is %40
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
  };
}

/** Every npm package of which a tree holds files; `files` are relative to `root`. Packages of this repository are part of the program. */
export async function toBillOfMaterials(
  program: string,
  root: string,
  files: readonly string[],
): Promise<BillOfMaterials> {
  const manifests = files.filter((file) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file));
  const packages = await Promise.all(manifests.map((file) => readManifest(join(root, file))));
  const components = packages
    .filter(({ name, version }) => name !== undefined && version !== undefined)
    .map(toComponent)
    .toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
  const { version = '0.0.0' } = await readManifest(join(root, 'package.json'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: `dogwatch/${program}`, version } },
    components,
  };
}
