import { createIntlZones, type LogsEnvironment } from '@dogwatch/logs';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import type { LogPreprocessorConfig } from '../config.js';
import { openGeoIp } from './geo-ip.js';

/** What pipelines get from outside: the clock, time zones, user agents, and where configured a GeoIP database. */
export async function createEnvironment(
  config: Pick<LogPreprocessorConfig, 'geoIpAsnDatabase' | 'geoIpDatabase'>,
): Promise<LogsEnvironment> {
  const lookUpIp = await openGeoIp(config.geoIpDatabase, config.geoIpAsnDatabase);
  return {
    nowMillis: () => Date.now(),
    zoneOffsetMillis: createIntlZones(),
    parseUserAgent: (text) => loadUserAgentParser()(text),
    ...(lookUpIp !== undefined && { lookUpIp }),
  };
}

/** Loads now what these pipelines need and what takes long to load, so that no log has to wait for it. */
export function prepareEnvironment(pipelines: unknown): void {
  if (/user-?agent/i.test(JSON.stringify(pipelines) ?? '')) loadUserAgentParser();
}
