import { setFlagsFromString } from 'node:v8';

// What a cycle allocates dies with it, and what stays is small, so generous heaps cost memory and save little. The nursery
// grows while modules load, so the rest is loaded after this.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

const { keepHttpParserSmall, runService } = await import('@dogwatch/service');
keepHttpParserSmall();
const { metricsPoller } = await import('./service.js');
await runService(metricsPoller);
