import { setFlagsFromString } from 'node:v8';

// What stays hardly changes, so a generous heap costs memory and saves little. The nursery is left as it is: a smaller one,
// which does not hold all reviews under way, halves what a core can do (npm run bench -- admission).
setFlagsFromString('--heap-growing-percent=30');
// The parser of HTTP that undici brings is WebAssembly: optimizing it saves 8 µs of a call and takes 25 MB for a moment, of which 8 stay.
setFlagsFromString('--wasm-tiering-budget=2000000000');

if (process.argv[2] === 'unregister') {
  const { createLogger } = await import('@dogwatch/telemetry');
  const { unregister } = await import('./unregister.js');
  process.exitCode = await unregister(process.env, createLogger({ fields: { service: 'admission-webhook' } }));
} else {
  const { runService } = await import('@dogwatch/service');
  const { admissionWebhook } = await import('./service.js');
  await runService(admissionWebhook);
}
