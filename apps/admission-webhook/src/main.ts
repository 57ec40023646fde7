import { setFlagsFromString } from 'node:v8';

// What a review allocates dies at once and what stays hardly changes. The nursery grows while modules load, so the rest is
// loaded after this.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

const { runService } = await import('@dogwatch/service');
const { admissionWebhook } = await import('./service.js');
await runService(admissionWebhook);
