import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import type { Cleanup } from '../cleanup.js';
import type { DatadogChoice, Env } from '../options.js';
import { realDatadogScenario, type Scenario, simulatedScenario } from '../scenario/scenario.js';
import { toRealDatadogEnv } from './to-service-env.js';

const keys = { apiKey: 'demo-api-key', appKey: 'demo-application-key' };
// Datadog's own default for the query API
const rateLimit = { limit: 1600, periodSeconds: 3600 };

/** The Datadog of the demo. */
export interface Datadog {
  readonly scenario: Scenario;
  /** What metrics-poller must know to use it. */
  readonly env: Env;
  /** For people. */
  readonly label: string;
  readonly simulator: DatadogSimulator | undefined;
}

/** Starts the simulator with the scenario's traffic, or finds out how to use the real Datadog. */
export async function startDatadog(choice: DatadogChoice, env: Env, cleanup: Cleanup): Promise<Datadog> {
  if (choice.kind === 'datadog') {
    const label = env['DD_SITE'] ?? 'datadoghq.com';
    return { scenario: realDatadogScenario(choice.query), env: toRealDatadogEnv(env), label, simulator: undefined };
  }
  const scenario = simulatedScenario(Date.now() / 1000);
  const accepted = { apiKeys: [keys.apiKey], applicationKeys: [keys.appKey] };
  const simulator = await startDatadogSimulator({ ...accepted, series: scenario.series, rateLimit, keepCalls: 1000 });
  cleanup.add('Datadog simulator', () => simulator.stop());
  return { scenario, env: toSimulatorEnv(simulator.url), label: `simulator at ${simulator.url}`, simulator };
}

function toSimulatorEnv(url: string): Env {
  return {
    DD_API_KEY: keys.apiKey,
    DD_APP_KEY: keys.appKey,
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '5',
  };
}

/** Has the scenario's incident begin and end in the simulator, until the cleanup, and tells so. */
export function scheduleIncident(
  { simulator, scenario: { incident } }: Datadog,
  tell: (text: string) => void,
  cleanup: Cleanup,
): void {
  if (simulator === undefined || incident === undefined) return;
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
