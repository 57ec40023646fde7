import { csi } from './csi.js';
import type { Delivery } from './delivery.js';
import { environment } from './environment.js';
import { imageVolume } from './image-volume.js';
import { initContainer } from './init-container.js';

/** Every way of bringing libraries into a pod. */
export const deliveries: readonly Delivery[] = [csi, environment, imageVolume, initContainer];

/** The delivery of this mode; `auto` and unknown modes mean init containers, which work everywhere. */
export function deliveryFor(mode: string): Delivery {
  return deliveries.find((delivery) => delivery.mode === mode) ?? initContainer;
}
