import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}

/** A licence: an SPDX expression, or the words of a package that has none. */
export type Licence = { readonly expression: string } | { readonly license: { readonly name: string } };

/** A package or a runtime, as CycloneDX has it. */
export interface Component {
  readonly type: 'application' | 'library' | 'platform';
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly cpe?: string;
  readonly licenses?: readonly [Licence];
}

/** A bill of materials in CycloneDX 1.6, as JSON. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

/** What a bill is made for. */
export interface BillOrder {
  readonly program: string;
  /** Paths are relative to it. */
  readonly root: string;
  readonly files: readonly string[];
  /** Of the image, where it is known. */
  readonly nodeVersion: string | undefined;
}

const manifestPath = /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/;
const spdxTerm = String.raw`\(?[A-Za-z0-9.+-]+\)?`;
const spdxExpression = new RegExp(`^${spdxTerm}( (AND|OR|WITH) ${spdxTerm})*$`);

async function readManifest(path: string): Promise<Manifest> {
  const manifest: Manifest = JSON.parse(await readFile(path, 'utf8'));
  return manifest;
}

/** Older packages write `{type}`, or a list of it that leaves the choice. */
function toLicence({ license, licenses }: Manifest): Licence | undefined {
  const types = [license, ...(licenses ?? [])].map((each) => (typeof each === 'object' ? each.type : each));
  const text = types.filter((type) => type !== undefined).join(' OR ');
  if (text === '') return undefined;
  return spdxExpression.test(text) ? { expression: text } : { license: { name: text } };
}

function toComponent(manifest: Manifest): Component {
  const { name = '', version = '' } = manifest;
  const licence = toLicence(manifest);
  return {
    type: 'library',
    name,
    version,
    // a scope is part of the namespace of a package URL, where @ is %40
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(licence === undefined ? {} : { licenses: [licence] }),
  };
}

/** Node itself, which the base image brings. */
function toRuntime(version: string | undefined): Component {
  const licenses = [{ expression: 'MIT' }] as const;
  if (version === undefined) return { type: 'platform', name: 'node', licenses };
  const cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`;
  return { type: 'platform', name: 'node', version, purl: `pkg:generic/node@${version}`, cpe, licenses };
}

/** Folders of the npm packages of which `files` holds some, without packages of this repository. */
export function toPackageFolders(files: readonly string[]): readonly string[] {
  return files.filter((file) => manifestPath.test(file)).map((file) => dirname(file));
}

/**
 * Node and every npm package of which the files hold some, each version once. Packages of this repository are part of the program;
 * those of the base image are not listed, since it has a list of its own.
 */
export async function toBillOfMaterials({ program, root, files, nodeVersion }: BillOrder): Promise<BillOfMaterials> {
  const folders = toPackageFolders(files);
  const packages = await Promise.all(folders.map((folder) => readManifest(join(root, folder, 'package.json'))));
  const named = packages.filter(({ name, version }) => name !== undefined && version !== undefined);
  const byKey = new Map(named.map((each) => [`${each.name}@${each.version}`, toComponent(each)]));
  const components = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
  const { version = '0.0.0' } = await readManifest(join(root, 'package.json'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: `dogwatch/${program}`, version } },
    components: [toRuntime(nodeVersion), ...components],
  };
}
