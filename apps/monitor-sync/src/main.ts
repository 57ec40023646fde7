import { setFlagsFromString } from 'node:v8';

// Pages of lists die young and what stays is small, so generous heaps cost memory and save little. The nursery grows while
// modules load, so the rest is loaded after this.
setFlagsFromString('--max-semi-space-size=8');
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

const { keepHttpParserSmall, runService } = await import('@dogwatch/service');
keepHttpParserSmall();
const { monitorSync } = await import('./service.js');
await runService(monitorSync);
