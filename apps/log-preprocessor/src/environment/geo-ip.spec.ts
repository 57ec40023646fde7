import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGeoIp, toPlace } from './geo-ip.js';

const names = (en: string): { readonly en: string } => ({ en });

test('a place of a database takes the shape of the processor, without what is not known', () => {
  expect(
    toPlace({
      continent: { code: 'EU', geoname_id: 1, names: names('Europe') },
      country: { geoname_id: 2, iso_code: 'FR', names: names('France') },
      subdivisions: [{ geoname_id: 3, iso_code: 'IDF', names: names('Île-de-France') }],
      city: { geoname_id: 4, names: names('Paris') },
      location: { accuracy_radius: 20, latitude: 48.9, longitude: 2.3, time_zone: 'Europe/Paris' },
    }),
  ).toEqual({
    continent: { code: 'EU', name: 'Europe' },
    country: { iso_code: 'FR', name: 'France' },
    subdivision: { iso_code: 'FR-IDF', name: 'Île-de-France' },
    city: { name: 'Paris' },
    timezone: 'Europe/Paris',
    location: { latitude: 48.9, longitude: 2.3 },
  });
  expect(toPlace({})).toEqual({});
});

test('without a database there is no look-up; one that cannot be read stops the start', async () => {
  expect(await openGeoIp(undefined, undefined)).toBeUndefined();
  await expect(openGeoIp('/nonexistent.mmdb', undefined)).rejects.toThrow('nonexistent');
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-geo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'no.mmdb');
  writeFileSync(path, 'no database');
  await expect(openGeoIp(path, undefined)).rejects.toThrow(`${path} (DD_LOG_PREPROCESSOR_GEOIP_DATABASE)`);
});
