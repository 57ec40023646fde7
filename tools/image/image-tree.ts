// The files of one app and nothing else, ready to be copied into an image, with a bill of materials (CycloneDX).
//   node tools/image/image-tree.ts APP FOLDER      after `tsc -b`; FOLDER must not be there yet
import { copyFile, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';
import { type BillOfMaterials, toBillOfMaterials, toPackageFolders } from './bill-of-materials.ts';

const root = join(import.meta.dirname, '../..');

/** Files that are read by a path made at run time, which no trace of imports can see. */
const assets: Readonly<Record<string, readonly string[]>> = {
  cli: ['node_modules/uap-core/regexes.yaml', 'node_modules/uap-core/package.json'],
  'log-preprocessor': ['node_modules/uap-core/regexes.yaml', 'node_modules/uap-core/package.json'],
};

/** What an image runs: a file of this repository, and files that it opens by name. */
export interface Program {
  readonly name: string;
  readonly entry: string;
  readonly assets?: readonly string[];
}

/** How large a tree is. */
export interface TreeSize {
  readonly files: number;
  readonly bytes: number;
}

/** What stands in for others where they are not there: programs among the tools. */
const simulators = ['datadog-simulator', 'kube-simulator'];

/** The program of an app of this repository, or of a simulator. */
export function toProgram(app: string): Program {
  const folder = simulators.includes(app) ? 'tools' : 'apps';
  return { name: app, entry: `${folder}/${app}/dist/main.js`, assets: assets[app] ?? [] };
}

async function copyEntry(from: string, to: string): Promise<number> {
  await mkdir(dirname(to), { recursive: true });
  const facts = await lstat(from);
  if (facts.isSymbolicLink()) {
    await symlink(await readlink(from), to);
    return 0;
  }
  if (facts.isDirectory()) return 0;
  await copyFile(from, to);
  return facts.size;
}

/** What the trace of imports reads: scripts that Node runs as they are have types in them. */
async function readSource(path: string): Promise<Buffer | string | null> {
  try {
    const source = await readFile(path);
    return path.endsWith('.ts') ? stripTypeScriptTypes(source.toString()) : source;
  } catch {
    return null;
  }
}

/** What the trace knows of files; most of them are in every image. */
const traced = {};

const licenceName = /^(licen[cs]e|copying|notice)/i;

/** Texts of licences, which whoever hands on a package has to hand on with it. */
async function listLicences(packageFolder: string): Promise<string[]> {
  const entries = await readdir(join(root, packageFolder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && licenceName.test(entry.name))
    .map(({ name }) => join(packageFolder, name));
}

/** Every file of this repository that a program needs: what its entry imports, and the licences of all packages. */
export async function traceProgram(program: Program): Promise<readonly string[]> {
  await stat(join(root, program.entry));
  const { fileList } = await nodeFileTrace([join(root, program.entry)], {
    base: root,
    conditions: ['node', 'import', 'default'],
    readFile: readSource,
    cache: traced,
  });
  const files = [...fileList, ...(program.assets ?? [])];
  const licences = await Promise.all(toPackageFolders(files).map(listLicences));
  return [...new Set([...files, ...licences.flat()])].toSorted();
}

/** The bill of materials of a program with these files. Images of Node tell their version in `NODE_VERSION`. */
export function toBill(program: Program, files: readonly string[]): Promise<BillOfMaterials> {
  return toBillOfMaterials({ program: program.name, root, files, nodeVersion: process.env['NODE_VERSION'] });
}

/** Writes the tree of a program: its files, its bill of materials, and a `main.mjs`, a name that is the same for all. */
export async function writeImageTree(program: Program, folder: string): Promise<TreeSize> {
  const files = await traceProgram(program);
  let bytes = 0;
  for (const file of files) bytes += await copyEntry(join(root, file), join(folder, file));
  await writeFile(join(folder, 'main.mjs'), `import './${program.entry}';\n`);
  const bill = await toBill(program, files);
  await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, undefined, 2)}\n`);
  return { files: files.length, bytes };
}

if (import.meta.main) {
  const [app, folder] = process.argv.slice(2);
  if (app === undefined || folder === undefined) {
    process.stderr.write('usage: node tools/image/image-tree.ts APP FOLDER\n');
    process.exitCode = 2;
  } else {
    const { files, bytes } = await writeImageTree(toProgram(app), folder);
    process.stdout.write(`${app}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
  }
}
