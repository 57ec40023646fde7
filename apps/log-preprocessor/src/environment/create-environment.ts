import { createIntlZones, type LogsEnvironment } from '@dogwatch/logs';
import type { LogPreprocessorConfig } from '../config.js';
import { openGeoIp } from './geo-ip.js';

/** What pipelines get from outside: the clock, time zones, and where configured a GeoIP database. */
export async function createEnvironment(
  config: Pick<LogPreprocessorConfig, 'geoIpAsnDatabase' | 'geoIpDatabase'>,
): Promise<LogsEnvironment> {
  const lookUpIp = await openGeoIp(config.geoIpDatabase, config.geoIpAsnDatabase);
  return {
    nowMillis: () => Date.now(),
    zoneOffsetMillis: createIntlZones(),
    ...(lookUpIp !== undefined && { lookUpIp }),
  };
}
