import { type Attributes, createIntlZones, isAttributes, type LogsEnvironment, parseJson } from '@dogwatch/logs';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import { UsageError } from '../cli-command.js';
import { readFileText } from '../read-input.js';

/** What the world of a command looks like. */
export interface EnvironmentOptions {
  /** The reference time of dates without a year, milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** A JSON file with what GeoIP answers, by address; it knows no other. Without it addresses are left alone. */
  readonly geoip?: string | undefined;
  /** Whether there is a GeoIP database in any case, if need be one that knows nothing: tests expect that. */
  readonly hasGeoip?: boolean;
}

/** The world for pipelines: time zones of this runtime, user agents by the rules of uap-core, addresses from a file. */
export async function createCliEnvironment({
  nowMillis,
  geoip,
  hasGeoip = false,
}: EnvironmentOptions): Promise<LogsEnvironment> {
  const known = geoip === undefined ? {} : await readAddresses(geoip);
  const lookUpIp = (address: string): Attributes | undefined => {
    const found = Object.hasOwn(known, address) ? known[address] : undefined;
    return isAttributes(found) ? found : undefined;
  };
  return {
    nowMillis,
    zoneOffsetMillis: createIntlZones(),
    parseUserAgent: (text) => loadUserAgentParser()(text),
    ...((hasGeoip || geoip !== undefined) && { lookUpIp }),
  };
}

async function readAddresses(file: string): Promise<Attributes> {
  const parsed = parseJson(await readFileText(file));
  if (!parsed.ok) throw new UsageError(`${file}: ${parsed.message}`);
  const { value } = parsed;
  const known = isAttributes(value) && isAttributes(value['known']) ? value['known'] : value;
  if (isAttributes(known)) return known;
  throw new UsageError(`${file} must hold an object: what GeoIP answers, by address`);
}
