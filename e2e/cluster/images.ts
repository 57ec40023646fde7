// Builds everything that the stories of a cluster run, and brings it there.
//   IMAGE_LOADER=tools/image/load-into-kind.sh node e2e/cluster/images.ts      after `tsc -b`
import { join } from 'node:path';
import {
  type BuiltImage,
  buildImages,
  buildProgramImage,
  printImages,
  repository,
} from '../../tools/image/build-images.ts';
import { loadImage } from '../../tools/image/load-image.ts';
import { services } from '../services.ts';

/** Tag of all images of the stories. */
export const version = 'e2e';

/** The images that stories name themselves. */
export const images = {
  nats: `${repository}/nats`,
  python: `${repository}/e2e-python:${version}`,
  workbench: `${repository}/e2e-workbench:${version}`,
};

/** Builds and loads all images with the command of the user. */
export async function buildClusterImages(loader: string): Promise<readonly BuiltImage[]> {
  const built = await buildImages(loader, version, [...services, 'nats']);
  const workbench = { name: 'e2e-workbench', entry: 'e2e/cluster/workbench/main.ts' };
  built.push(await buildProgramImage(loader, workbench, images.workbench));
  const folders = { python: images.python, library: `${repository}/dd-lib-python-init:${version}` };
  for (const [folder, tag] of Object.entries(folders)) {
    const context = join(import.meta.dirname, 'images', folder);
    await loadImage(loader, { tag, context, dockerfile: join(context, 'Dockerfile') });
    built.push({ tag });
  }
  return built;
}

if (import.meta.main) {
  const loader = process.env['IMAGE_LOADER'];
  if (loader === undefined) throw new Error('set IMAGE_LOADER to a command that takes TAG CONTEXT DOCKERFILE');
  process.stdout.write(`${printImages(await buildClusterImages(loader))}\n`);
}
