import { injectorContainer } from '../../own-containers.js';
import type { Container } from '../../pod.js';
import {
  type DeliveredLibrary,
  type Delivery,
  type DeliveryRequest,
  injectorDirectory,
  launcherPath,
  libraryDirectory,
  mainVolume,
  preloadPath,
  preloadVolume,
} from './delivery.js';

const injectorMount = { name: mainVolume, mountPath: `/${injectorDirectory}`, subPath: injectorDirectory };

/** Init containers copy injector and libraries into shared directories. */
export const initContainer: Delivery = {
  mode: 'init_container',
  doc: 'Init containers copy injector and libraries into shared directories; works on every cluster.',
  minimum: { cpu: '50m', memory: '100Mi', forConfigured: false },
  mountPlace: 'front',
  deliver: (request) => ({
    volumes: [
      { name: mainVolume, emptyDir: {} },
      { name: preloadVolume, emptyDir: {} },
    ],
    mounts: [
      { name: mainVolume, mountPath: `/${libraryDirectory}`, subPath: libraryDirectory },
      injectorMount,
      { name: preloadVolume, mountPath: preloadPath, subPath: 'ld.so.preload', readOnly: true },
    ],
    initContainers: [
      ...request.libraries.toReversed().map((library) => copyLibrary(library, request)),
      copyInjector(request),
    ],
  }),
};

function copyInjector({ injector, initContainer }: DeliveryRequest): Container {
  const steps = [
    `cp -r /${injectorDirectory}/* /datadog-inject`,
    `echo ${launcherPath} > /datadog-etc/ld.so.preload`,
    `echo $(date +%s) >> /datadog-inject/c-init-time.${injectorContainer}`,
  ];
  return {
    name: injectorContainer,
    image: injector.reference,
    command: ['/bin/sh', '-c', '--'],
    args: [steps.join(' && ')],
    volumeMounts: [
      { name: mainVolume, mountPath: '/datadog-inject', subPath: injectorDirectory },
      { name: preloadVolume, mountPath: '/datadog-etc' },
    ],
    ...initContainer,
  };
}

function copyLibrary({ language, image }: DeliveredLibrary, { initContainer }: DeliveryRequest): Container {
  const name = `datadog-lib-${language.name}-init`;
  return {
    name,
    image: image.reference,
    command: ['/bin/sh', '-c', '--'],
    args: [`sh copy-lib.sh /datadog-lib && echo $(date +%s) >> /${injectorDirectory}/c-init-time.${name}`],
    volumeMounts: [
      { name: mainVolume, mountPath: '/datadog-lib', subPath: `${libraryDirectory}/${language.directory}` },
      injectorMount,
    ],
    ...initContainer,
  };
}
