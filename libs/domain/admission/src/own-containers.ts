import type { Container, ContainerList } from './pod.js';

/** Name of the init container that copies the injector. */
export const injectorContainer = 'datadog-init-apm-inject';
/** Name of the init container that writes the preload file where images are mounted as volumes. */
export const preloadContainer = 'datadog-apm-inject-preload';

const libraryContainer = /^datadog-lib-[a-z]+-init$/;

/** Whether a container carries a name that only the injection of libraries gives: names are unique in a pod. */
export function hasOurName({ name }: Container): boolean {
  return name === injectorContainer || name === preloadContainer || libraryContainer.test(name);
}

/** Whether an init container is one that the injection of libraries has added: it only copies files and needs no agent. */
export function isInjectedContainer(container: Container, list: ContainerList): boolean {
  return list === 'initContainers' && hasOurName(container);
}
