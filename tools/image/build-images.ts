// Builds the images of all services, and of a NATS server, and brings them to a cluster.
//   IMAGE_LOADER=tools/image/load-into-kind.sh node tools/image/build-images.ts TAG [NAME...]      after `tsc -b`
// IMAGE_LOADER is called with TAG CONTEXT DOCKERFILE for each image; it builds and loads it.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '@dogwatch/control-plane';
import { type Program, toProgram, writeImageTree } from './image-tree.ts';
import { labelDockerfile, readRevision } from './image-labels.ts';
import { loadImage } from './load-image.ts';

const folder = import.meta.dirname;

/** An image that is in the cluster now. */
export interface BuiltImage {
  readonly tag: string;
  /** Files that are not of the base image, where they are known. */
  readonly treeBytes?: number;
}

/** Where images are named so that the chart finds them. */
export const repository = 'docker.io/dogwatch';

/** Every deployable app. */
export const appNames: readonly string[] = readdirSync(join(folder, '../../apps')).toSorted();

/** Calls with a new folder, which is gone afterwards. */
async function withFolder<T>(call: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'dogwatch-image-'));
  try {
    return await call(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}

/** Builds and loads the image of a program. */
export function buildProgramImage(loader: string, program: Program, tag: string): Promise<BuiltImage> {
  return withFolder(async (path) => {
    const context = join(path, 'tree');
    const { bytes } = await writeImageTree(program, context);
    const dockerfile = join(path, 'Dockerfile');
    const version = tag.slice(tag.lastIndexOf(':') + 1);
    const labels = { title: `dogwatch/${program.name}`, version, revision: readRevision() };
    writeFileSync(dockerfile, labelDockerfile(readFileSync(join(folder, 'Dockerfile'), 'utf8'), labels));
    await loadImage(loader, { tag, context, dockerfile });
    return { tag, treeBytes: bytes };
  });
}

/** Builds and loads an image of the nats-server that stories use, which is built once with Go. */
export function buildNatsImage(loader: string, tag: string): Promise<BuiltImage> {
  return withFolder(async (context) => {
    const [binary = ''] = await findBinaries(['nats-server'], { tell: (line) => process.stdout.write(`${line}\n`) });
    copyFileSync(binary, join(context, 'nats-server'));
    await loadImage(loader, { tag, context, dockerfile: join(folder, 'nats.Dockerfile') });
    return { tag };
  });
}

/** Builds and loads the images of `names`: apps, or `nats`. */
export async function buildImages(loader: string, version: string, names: readonly string[]): Promise<BuiltImage[]> {
  const built: BuiltImage[] = [];
  for (const name of names) {
    const tag = `${repository}/${name}:${version}`;
    const isNats = name === 'nats';
    built.push(await (isNats ? buildNatsImage(loader, tag) : buildProgramImage(loader, toProgram(name), tag)));
  }
  return built;
}

function toSize(bytes?: number): string {
  return bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB on top of node`;
}

/** One line for each image. */
export function printImages(images: readonly BuiltImage[]): string {
  return images.map(({ tag, treeBytes }) => `${tag.padEnd(56)}${toSize(treeBytes)}`).join('\n');
}

if (import.meta.main) {
  const loader = process.env['IMAGE_LOADER'];
  const [version, ...names] = process.argv.slice(2);
  if (loader === undefined || version === undefined) {
    process.stderr.write('usage: IMAGE_LOADER=COMMAND node tools/image/build-images.ts TAG [NAME...]\n');
    process.exitCode = 2;
  } else {
    const images = await buildImages(loader, version, names.length === 0 ? [...appNames, 'nats'] : names);
    process.stdout.write(`${printImages(images)}\n`);
  }
}
