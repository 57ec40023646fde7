import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { afterEach, beforeEach, vi } from 'vitest';

/** Datadog's simulator for each test of a file, with keys for it in the environment; call it outside of tests. */
export function useDatadog(): () => DatadogSimulator {
  let datadog: DatadogSimulator | undefined;
  beforeEach(async () => {
    datadog = await startDatadogSimulator({ apiKeys: ['api'], applicationKeys: ['app'] });
    vi.stubEnv('DD_API_KEY', 'api');
    vi.stubEnv('DD_APP_KEY', 'app');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await datadog?.stop();
  });
  return () => {
    if (datadog === undefined) throw new Error('the simulator is there during tests only');
    return datadog;
  };
}
