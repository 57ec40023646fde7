import { setFlagsFromString } from 'node:v8';

// What stays is small, so a generous heap costs memory and saves little; what calls allocate lives as long as their HTTP/2
// streams, so the nursery is worth its memory up to this size (npm run bench -- keda-scaler).
setFlagsFromString('--heap-growing-percent=30');
setFlagsFromString('--max-semi-space-size=8');

const { runService } = await import('@dogwatch/service');
const { kedaScaler } = await import('./service.js');
await runService(kedaScaler);
