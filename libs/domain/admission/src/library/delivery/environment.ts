import { type Delivery, mainVolume } from './delivery.js';

const mount = { name: mainVolume, mountPath: '/datadog-lib' };

/** `v1`: init containers copy the libraries into one directory, variables of the languages load them. */
export const environment: Delivery = {
  mode: 'environment',
  doc: 'Init containers copy the libraries into `/datadog-lib`; the variables of the languages load them (v1).',
  minimum: { cpu: '50m', memory: '100Mi', forConfigured: false },
  mountPlace: 'back',
  deliver: ({ libraries, initContainer }) => ({
    volumes: [{ name: mainVolume, emptyDir: {} }],
    mounts: [mount],
    initContainers: libraries.toReversed().map(({ language, image }) => ({
      name: `datadog-lib-${language.name}-init`,
      image: image.reference,
      command: ['sh', 'copy-lib.sh', '/datadog-lib'],
      volumeMounts: [mount],
      ...initContainer,
    })),
  }),
};
