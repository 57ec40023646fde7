import { setFlagsFromString } from 'node:v8';

// What stays hardly changes, so a generous heap costs memory and saves little. The nursery is left as it is: it grows with the
// requests, of which a core serves a third more then than with a small one (npm run bench -- external-metrics), and shrinks again.
setFlagsFromString('--heap-growing-percent=30');

const { keepHttpParserSmall, runService } = await import('@dogwatch/service');
keepHttpParserSmall();
const { externalMetricsApi } = await import('./service.js');
await runService(externalMetricsApi);
