import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import { type Attributes, type AttributeValue, createIntlZones, type LogsEnvironment, parseJson } from '@dogwatch/logs';

const zones = createIntlZones();

/** Reads JSON with integers of any length as they are written. */
export function readJson(file: string): AttributeValue {
  const parsed = parseJson(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(`${file}: ${parsed.message}`);
  return parsed.value;
}

/** The world that the pipelines of integrations were tested in: a fixed clock, a GeoIP database with a single address. */
export function loadEnvironment(folder: string, nowMillis: number): LogsEnvironment {
  const known = readKnownAddresses(join(folder, 'logs-fixtures', 'geoip.json'));
  return {
    nowMillis: () => nowMillis,
    zoneOffsetMillis: zones,
    parseUserAgent: loadUserAgentParser(),
    lookUpIp: (address) => known.get(address),
  };
}

function readKnownAddresses(file: string): ReadonlyMap<string, Attributes> {
  if (!existsSync(file)) return new Map();
  const { known }: { known: Readonly<Record<string, Attributes>> } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(Object.entries(known));
}

/** A member that the data always has as text. */
export function textAt(object: Attributes, key: string): string {
  const value = object[key];
  if (typeof value !== 'string') throw new Error(`the data lacks the text ${key}`);
  return value;
}
