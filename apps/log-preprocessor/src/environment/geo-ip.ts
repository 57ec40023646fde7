import { readFile } from 'node:fs/promises';
import type { Attributes } from '@dogwatch/logs';
import { type AsnResponse, type CityResponse, Reader, type Response } from 'mmdb-lib';

/** Where an address is and whose it is, in the shape of Datadog's GeoIP processor; undefined: nothing is known. */
export type LookUpIp = (address: string) => Attributes | undefined;

/**
 * Opens databases in the MaxMind format: one of cities, one of autonomous systems, or both; undefined without any. Each is read
 * into memory once. Rejects when a file cannot be read.
 */
export async function openGeoIp(
  cityPath: string | undefined,
  asnPath: string | undefined,
): Promise<LookUpIp | undefined> {
  if (cityPath === undefined && asnPath === undefined) return undefined;
  const city = await openReader<CityResponse>(cityPath, 'DD_LOG_PREPROCESSOR_GEOIP_DATABASE');
  const asn = await openReader<AsnResponse>(asnPath, 'DD_LOG_PREPROCESSOR_GEOIP_ASN_DATABASE');
  return (address) => {
    const place = city?.get(address) ?? undefined;
    const [system, length] = asn?.getWithPrefixLength(address) ?? [null, 0];
    if (place === undefined && system === null) return undefined;
    return {
      ipAddress: address,
      ...(place !== undefined && toPlace(place)),
      ...(system !== null && { as: toSystem(system, `${address}/${length}`) }),
    };
  };
}

async function openReader<T extends Response>(path: string | undefined, env: string): Promise<Reader<T> | undefined> {
  if (path === undefined) return undefined;
  try {
    return new Reader<T>(await readFile(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} (${env}) cannot be read as a MaxMind database: ${why}`, { cause: error });
  }
}

/** Takes a database's place apart. */
export function toPlace({ continent, country, subdivisions, city, location }: CityResponse): Attributes {
  const [subdivision] = subdivisions ?? [];
  const prefix = country === undefined ? '' : `${country.iso_code}-`;
  return {
    ...(continent !== undefined && { continent: { code: continent.code, name: continent.names.en } }),
    ...(country !== undefined && { country: { iso_code: country.iso_code, name: country.names.en } }),
    ...(subdivision !== undefined && {
      subdivision: { iso_code: `${prefix}${subdivision.iso_code}`, name: subdivision.names.en },
    }),
    ...(city !== undefined && { city: { name: city.names.en } }),
    ...(location?.time_zone !== undefined && { timezone: location.time_zone }),
    ...(location !== undefined && { location: { latitude: location.latitude, longitude: location.longitude } }),
  };
}

function toSystem(system: AsnResponse, route: string): Attributes {
  return {
    number: `AS${system.autonomous_system_number}`,
    name: system.autonomous_system_organization,
    route,
  };
}
