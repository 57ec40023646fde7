import { readFile } from 'node:fs/promises';
import type { Attributes } from '@dogwatch/logs';
import { type AsnResponse, type CityResponse, Reader } from 'mmdb-lib';

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
  const city = cityPath === undefined ? undefined : new Reader<CityResponse>(await readFile(cityPath));
  const asn = asnPath === undefined ? undefined : new Reader<AsnResponse>(await readFile(asnPath));
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
