/** Abbreviations that the tz database does not have as names, by hours ahead of UTC. Ambiguous ones mean what Java takes them for. */
const abbreviationHours: ReadonlyMap<string, number> = new Map([
  ['ACDT', 10.5],
  ['ACST', 9.5],
  ['ADT', -3],
  ['AEDT', 11],
  ['AEST', 10],
  ['AKDT', -8],
  ['AKST', -9],
  ['ART', -3],
  ['AST', -4],
  ['AWST', 8],
  ['BRT', -3],
  ['BST', 1],
  ['CAT', 2],
  ['CDT', -5],
  ['CEST', 2],
  ['CST', -6],
  ['EAT', 3],
  ['EDT', -4],
  ['EEST', 3],
  ['HKT', 8],
  ['ICT', 7],
  ['IST', 5.5],
  ['JST', 9],
  ['KST', 9],
  ['MDT', -6],
  ['MSK', 3],
  ['NDT', -2.5],
  ['NST', -3.5],
  ['NZDT', 13],
  ['NZST', 12],
  ['PDT', -7],
  ['PKT', 5],
  ['PST', -8],
  ['SAST', 2],
  ['SGT', 8],
  ['WAT', 1],
  ['WEST', 1],
  ['WIB', 7],
]);

/** Zones change their offset at whole quarters of an hour, so that one question a quarter is enough. */
const quarterMillis = 900_000;

/** The most zones, and the most quarters of one, that are remembered; names come from logs. */
const mostZones = 1_000;
const mostQuarters = 4_096;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly offsetByQuarter: Map<number, number>;
}

/**
 * Makes the zone lookup of `LogsEnvironment` from the tz database of the JavaScript engine: names in any case, abbreviations such
 * as `CEST`. Remembers what it looked up, within bounds.
 */
export function createIntlZones(): (zone: string, epochMillis: number) => number | undefined {
  const zones = new Map<string, Zone | undefined>();
  return (name, epochMillis) => {
    const hours = abbreviationHours.get(name);
    if (hours !== undefined) return hours * 3_600_000;
    if (!zones.has(name)) remember(zones, name);
    const zone = zones.get(name);
    return zone && offsetOf(zone, Math.floor(epochMillis / quarterMillis));
  };
}

function remember(zones: Map<string, Zone | undefined>, name: string): void {
  if (zones.size >= mostZones) zones.clear();
  const format = createFormat(name);
  zones.set(name, format && { format, offsetByQuarter: new Map() });
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function offsetOf({ format, offsetByQuarter }: Zone, quarter: number): number | undefined {
  const known = offsetByQuarter.get(quarter);
  if (known !== undefined) return known;
  const epochMillis = quarter * quarterMillis;
  if (!Number.isFinite(new Date(epochMillis).getTime())) return undefined;
  const offset = localMillis(format, epochMillis) - epochMillis;
  if (offsetByQuarter.size >= mostQuarters) offsetByQuarter.clear();
  offsetByQuarter.set(quarter, offset);
  return offset;
}

function localMillis(format: Intl.DateTimeFormat, epochMillis: number): number {
  const parts = new Map(format.formatToParts(epochMillis).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}
