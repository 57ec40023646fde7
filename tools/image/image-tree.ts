// The files of one app and nothing else, ready to be copied into an image.
//   node tools/image/image-tree.ts APP FOLDER      after `tsc -b`; FOLDER must not be there yet
import { copyFile, lstat, mkdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

/** Files that are read by a path made at run time, which no trace of imports can see. */
const assets: Readonly<Record<string, readonly string[]>> = {
  cli: ['node_modules/uap-core/regexes.yaml', 'node_modules/uap-core/package.json'],
  'log-preprocessor': ['node_modules/uap-core/regexes.yaml', 'node_modules/uap-core/package.json'],
};

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

/** Writes the tree of an app: what its `main.js` imports, and an entry with a name that is the same for all apps. */
async function writeImageTree(app: string, folder: string): Promise<{ files: number; bytes: number }> {
  const root = join(import.meta.dirname, '../..');
  const entry = `apps/${app}/dist/main.js`;
  await stat(join(root, entry));
  const { fileList } = await nodeFileTrace([join(root, entry)], {
    base: root,
    conditions: ['node', 'import', 'default'],
  });
  const files = new Set([...fileList, ...(assets[app] ?? [])]);
  let bytes = 0;
  for (const file of [...files].toSorted()) bytes += await copyEntry(join(root, file), join(folder, file));
  await writeFile(join(folder, 'main.mjs'), `import './${entry}';\n`);
  return { files: files.size, bytes };
}

const [app, folder] = process.argv.slice(2);
if (app === undefined || folder === undefined) {
  process.stderr.write('usage: node tools/image/image-tree.ts APP FOLDER\n');
  process.exitCode = 2;
} else {
  const { files, bytes } = await writeImageTree(app, folder);
  process.stdout.write(`${app}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
}
