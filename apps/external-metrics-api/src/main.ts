import { setFlagsFromString } from 'node:v8';

// What a request or an event allocates dies at once and what stays hardly changes, so generous heaps cost memory and save
// nothing. The nursery grows while modules load, so the rest is loaded after this.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

const { runService } = await import('@dogwatch/service');
const { externalMetricsApi } = await import('./service.js');
await runService(externalMetricsApi);
