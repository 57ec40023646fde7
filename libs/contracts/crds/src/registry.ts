import { datadogMetricCrd } from './datadog-metric.js';
import type { CrdDefinition } from './define-crd.js';

/** Every custom resource of Dogwatch, by kind. */
export const crds: readonly CrdDefinition[] = [datadogMetricCrd];
