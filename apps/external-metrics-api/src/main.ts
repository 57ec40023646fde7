import { setFlagsFromString } from 'node:v8';

// What a request or an event allocates dies at once, so a large nursery costs memory and saves nothing. It grows while
// modules load, so the rest is loaded after this.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--semi-space-growth-factor=1');

const { runService } = await import('@dogwatch/service');
const { externalMetricsApi } = await import('./service.js');
await runService(externalMetricsApi);
