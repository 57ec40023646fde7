import { setFlagsFromString } from 'node:v8';

// What a review allocates dies with its answer, if the nursery holds all that are under way; what stays hardly changes, so a
// generous heap costs memory and saves little (npm run bench -- admission).
setFlagsFromString('--max-semi-space-size=8');
setFlagsFromString('--heap-growing-percent=30');

if (process.argv[2] === 'unregister') {
  const { createLogger } = await import('@dogwatch/telemetry');
  const { unregister } = await import('./unregister.js');
  process.exitCode = await unregister(process.env, createLogger({ fields: { service: 'admission-webhook' } }));
} else {
  const { runService } = await import('@dogwatch/service');
  const { admissionWebhook } = await import('./service.js');
  await runService(admissionWebhook);
}
