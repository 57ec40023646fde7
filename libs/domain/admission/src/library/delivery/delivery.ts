import type { JsonObject } from '../../json.js';
import type { Container } from '../../pod.js';
import type { Volume, VolumeMount } from '../../edit-pod.js';
import type { ImageReference } from '../image-reference.js';
import type { Language } from '../languages/language.js';

/** Volume with the libraries; its presence also proves that a pod was injected before. */
export const mainVolume = 'datadog-auto-instrumentation';
/** Volume with the file that makes the loader preload the injector. */
export const preloadVolume = 'datadog-auto-instrumentation-etc';

/** Where the injector is, in volumes and containers. */
export const injectorDirectory = 'opt/datadog-packages/datadog-apm-inject';
/** Where the libraries are, one directory a language. */
export const libraryDirectory = 'opt/datadog/apm/library';
/** The file that makes the loader preload the injector. */
export const preloadPath = '/etc/ld.so.preload';
/** The injector itself, as the containers see it. */
export const launcherPath = `/${injectorDirectory}/stable/inject/launcher.preload.so`;

/** One library to deliver. */
export interface DeliveredLibrary {
  readonly language: Language;
  readonly image: ImageReference;
}

/** What is to be delivered. */
export interface DeliveryRequest {
  readonly injector: ImageReference;
  /** In the order of injection. */
  readonly libraries: readonly DeliveredLibrary[];
  /** Members that every init container gets: resources, security context. */
  readonly initContainer: JsonObject;
  readonly csiDriver: string;
}

/** What a delivery adds to a pod. */
export interface Delivered {
  readonly volumes: readonly Volume[];
  /** Of each container that is instrumented, in the order they stand there. */
  readonly mounts: readonly VolumeMount[];
  /** In the order they stand before those of the pod. */
  readonly initContainers: readonly Container[];
}

/** What the init containers of a delivery need at least. */
export interface MinimumResources {
  readonly cpu: string;
  readonly memory: string;
  /** Holds for configured resources too, not only for those taken from the pod. */
  readonly forConfigured: boolean;
}

/** One way of bringing libraries into a pod. */
export interface Delivery {
  readonly mode: 'csi' | 'environment' | 'image_volume' | 'init_container';
  /** One sentence for the reference page. */
  readonly doc: string;
  /** Undefined when there are no init containers. */
  readonly minimum?: MinimumResources;
  /** The lowest minor version of Kubernetes 1 that can do it. */
  readonly kubernetesMinor?: number;
  /** Where the mounts go in a container. */
  readonly mountPlace: 'back' | 'front';
  readonly deliver: (request: DeliveryRequest) => Delivered;
}
