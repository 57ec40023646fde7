import { preloadContainer } from '../../own-containers.js';
import {
  type Delivery,
  injectorDirectory,
  libraryDirectory,
  mainVolume,
  preloadPath,
  preloadVolume,
} from './delivery.js';

const injectorMount = {
  name: mainVolume,
  mountPath: `/${injectorDirectory}`,
  subPath: injectorDirectory,
  readOnly: true,
};

/** The kubelet mounts the images as volumes; one small init container writes the preload file. */
export const imageVolume: Delivery = {
  mode: 'image_volume',
  doc: 'The kubelet mounts the images as volumes, nothing is copied; needs Kubernetes 1.33.',
  minimum: { cpu: '5m', memory: '16Mi', forConfigured: true },
  // Image volumes exist since 1.31; the sub-paths used here since 1.33.
  kubernetesMinor: 33,
  mountPlace: 'front',
  deliver: ({ injector, libraries, initContainer }) => ({
    volumes: [
      { name: mainVolume, image: { reference: injector.reference, pullPolicy: 'IfNotPresent' } },
      { name: preloadVolume, emptyDir: {} },
      ...libraries.map(({ language, image }) => ({
        name: `dd-lib-${language.name}`,
        image: { reference: image.reference, pullPolicy: 'IfNotPresent' },
      })),
    ],
    mounts: [
      ...libraries.toReversed().map(({ language }) => ({
        name: `dd-lib-${language.name}`,
        mountPath: `/${libraryDirectory}/${language.directory}`,
        subPath: 'datadog-init/package',
        readOnly: true,
      })),
      { name: preloadVolume, mountPath: preloadPath, subPath: 'ld.so.preload', readOnly: true },
      injectorMount,
    ],
    initContainers: [
      {
        name: preloadContainer,
        image: injector.reference,
        command: ['/bin/sh', '-c', '--'],
        args: [`cp /${injectorDirectory}/stable/inject/ld.so.preload /datadog-etc/ld.so.preload`],
        volumeMounts: [injectorMount, { name: preloadVolume, mountPath: '/datadog-etc' }],
        ...initContainer,
      },
    ],
  }),
};
