import type { Scrubber } from '@dogwatch/telemetry';
import type { DatadogEndpoint } from './endpoint.js';

/** Makes a scrubber know the keys, once for each pair. */
export function createKeyHider(scrubber: Scrubber): (endpoint: DatadogEndpoint) => void {
  const hidden = new Map<string, string>();
  return ({ name, apiKey, appKey }) => {
    const pair = `${apiKey} ${appKey}`;
    if (hidden.get(name) === pair) return;
    hidden.set(name, pair);
    scrubber.registerSecret(apiKey);
    scrubber.registerSecret(appKey);
  };
}
