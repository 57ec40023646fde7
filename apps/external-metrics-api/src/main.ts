import { setFlagsFromString } from 'node:v8';

// What stays hardly changes, so a generous heap costs memory and saves little.
setFlagsFromString('--heap-growing-percent=30');

const { runService } = await import('@dogwatch/service');
// The nursery has grown while modules were loaded. Held at that size it serves a third more requests per core than a small
// one, and takes less memory than one that goes on growing (npm run bench -- external-metrics).
setFlagsFromString('--semi-space-growth-factor=1');
const { externalMetricsApi } = await import('./service.js');
await runService(externalMetricsApi);
