import { setFlagsFromString } from 'node:v8';

// What stays hardly changes, so a generous heap costs memory and saves little. The nursery is left as it is: a smaller one,
// which does not hold all reviews under way, halves what a core can do (npm run bench -- admission).
setFlagsFromString('--heap-growing-percent=30');

if (process.argv[2] === 'unregister') {
  const { createLogger } = await import('@dogwatch/telemetry');
  const { unregister } = await import('./unregister.js');
  process.exitCode = await unregister(process.env, createLogger({ fields: { service: 'admission-webhook' } }));
} else {
  const { keepHttpParserSmall, runService } = await import('@dogwatch/service');
  keepHttpParserSmall();
  const { admissionWebhook } = await import('./service.js');
  await runService(admissionWebhook);
}
