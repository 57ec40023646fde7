import type { Volume } from '../../edit-pod.js';
import type { ImageReference } from '../image-reference.js';
import {
  type Delivery,
  injectorDirectory,
  libraryDirectory,
  mainVolume,
  preloadPath,
  preloadVolume,
} from './delivery.js';

/** The CSI driver mounts injector and libraries from the node. */
export const csi: Delivery = {
  mode: 'csi',
  doc: 'The Datadog CSI driver mounts injector and libraries, no init containers; needs the driver on every node.',
  mountPlace: 'front',
  deliver: ({ injector, libraries, csiDriver }) => ({
    volumes: [
      libraryVolume(mainVolume, injector, csiDriver),
      { name: preloadVolume, ...source(csiDriver, { type: 'DatadogInjectorPreload' }) },
      ...libraries.map(({ language, image }) => libraryVolume(`dd-lib-${language.name}`, image, csiDriver)),
    ],
    mounts: [
      ...libraries.toReversed().map(({ language }) => ({
        name: `dd-lib-${language.name}`,
        mountPath: `/${libraryDirectory}/${language.directory}`,
        readOnly: true,
      })),
      { name: preloadVolume, mountPath: preloadPath, readOnly: true },
      { name: mainVolume, mountPath: `/${injectorDirectory}`, readOnly: true },
    ],
    initContainers: [],
  }),
};

function libraryVolume(name: string, image: ImageReference, driver: string): Volume {
  const attributes = {
    type: 'DatadogLibrary',
    'dd.csi.datadog.com/library.package': image.name,
    'dd.csi.datadog.com/library.registry': image.registry,
    'dd.csi.datadog.com/library.version': image.version,
  };
  return { name, ...source(driver, attributes) };
}

/** The driver refuses volumes that may be written to. */
function source(driver: string, volumeAttributes: Readonly<Record<string, string>>) {
  return { csi: { driver, readOnly: true, volumeAttributes } };
}
