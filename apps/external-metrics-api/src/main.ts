import { setFlagsFromString } from 'node:v8';

// What stays hardly changes, so a generous heap costs memory and saves little. The nursery is left as it is: it grows with the
// requests, of which a core serves a third more then than with a small one (npm run bench -- external-metrics), and shrinks again.
setFlagsFromString('--heap-growing-percent=30');
// The parser of HTTP that undici brings is WebAssembly: optimizing it saves 8 µs of a call and takes 25 MB for a moment, of which 8 stay.
setFlagsFromString('--wasm-tiering-budget=2000000000');

const { runService } = await import('@dogwatch/service');
const { externalMetricsApi } = await import('./service.js');
await runService(externalMetricsApi);
