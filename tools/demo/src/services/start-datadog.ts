import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import type { Cleanup } from '../cleanup.js';
import type { Env } from '../options.js';
import type { Incident, Scenario } from '../scenario/scenario.js';

const keys = { apiKey: 'demo-api-key', appKey: 'demo-application-key' };
// Datadog's own default for the query API
const rateLimit = { limit: 1600, periodSeconds: 3600 };

/** Starts the simulator with the scenario's traffic. */
export async function startSimulatedDatadog(scenario: Scenario, cleanup: Cleanup): Promise<DatadogSimulator> {
  const { series } = scenario;
  const accepted = { apiKeys: [keys.apiKey], applicationKeys: [keys.appKey] };
  const simulator = await startDatadogSimulator({ ...accepted, series, rateLimit, keepCalls: 1000 });
  cleanup.add('Datadog simulator', () => simulator.stop());
  return simulator;
}

/** What metrics-poller must know to use the simulator. */
export function toSimulatorEnv({ url }: DatadogSimulator): Env {
  return {
    DD_API_KEY: keys.apiKey,
    DD_APP_KEY: keys.appKey,
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '5',
  };
}

/** Has the incident begin and end in the simulator, until the cleanup, and tells so. */
export function scheduleIncident(
  simulator: DatadogSimulator,
  incident: Incident,
  tell: (text: string) => void,
  cleanup: Cleanup,
): void {
  let timer: NodeJS.Timeout;
  const begin = (): void => {
    simulator.fail(incident.failure);
    tell(incident.beginText);
    timer = setTimeout(end, incident.lastsSeconds * 1000);
  };
  const end = (): void => {
    simulator.recover(incident.failure.id);
    tell(incident.endText);
    timer = setTimeout(begin, (incident.everySeconds - incident.lastsSeconds) * 1000);
  };
  timer = setTimeout(begin, incident.firstAfterSeconds * 1000);
  cleanup.add('incident', async () => clearTimeout(timer));
}
