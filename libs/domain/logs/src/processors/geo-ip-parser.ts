import { z } from 'zod';
import type { LogsEnvironment } from '../environment.js';
import { ipGroups, parseIp } from '../ip-address.js';
import { type Attributes, type AttributeValue, copyValue } from '../log.js';
import { type AttributePath, parsePath, readPath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { explainUnusable, scalarText } from '../read-sources.js';

const config = z.object({
  sources: z
    .array(z.string().min(1))
    .min(1)
    .default(['network.client.ip'])
    .describe('The first that holds text is read.'),
  target: z.string().min(1).default('network.client.geoip').describe('Is replaced.'),
  override_on_conflict: z.boolean().default(true).describe('False: a target that is there stays.'),
  ip_processing_behavior: z.literal('do-nothing').optional().describe('Has no effect; integrations state it.'),
  is_encoded: z.boolean().optional().describe('Has no effect; integrations state it.'),
});

/** Tells where an IP address is. */
export const processor = defineProcessor({
  type: 'geo-ip-parser',
  summary:
    'Tells from the first IP address among the sources its continent, country, subdivision, city, time zone, location and network. An address that the database does not know gives an empty object; what is no address is told as `invalidAddress`.',
  config,
  examples: [
    {
      title: 'An address that the database knows.',
      config: {},
      log: { attributes: { network: { client: { ip: '192.0.2.1' } } } },
      expected: {
        attributes: {
          network: {
            client: {
              ip: '192.0.2.1',
              geoip: { ipAddress: '192.0.2.1', country: { iso_code: 'ES', name: 'Spain' } },
            },
          },
        },
      },
    },
    {
      title: 'An address that it does not know.',
      config: { sources: ['client', 'peer'], target: 'geo' },
      log: { attributes: { peer: '2001:db8::1' } },
      expected: { attributes: { peer: '2001:db8::1', geo: {} } },
    },
    {
      title: 'Something else.',
      config: { sources: ['client'], target: 'geo' },
      log: { attributes: { client: 'unknown' } },
      expected: { attributes: { client: 'unknown', geo: { invalidAddress: 'unknown' } } },
    },
  ],
  compile: ({ sources: names, target: targetName, override_on_conflict: overrides }, { environment }) => {
    const sources = names.map(parsePath);
    const target = parsePath(targetName);
    return (log) => {
      const address = readAddress(log.attributes, sources);
      if (address === undefined) return explainUnusable(log.attributes, sources);
      if (!overrides && readPath(log.attributes, target) !== undefined) return 'TargetExists';
      const location = locate(address, environment);
      if (location === undefined) return 'DataNotLoaded';
      writePath(log.attributes, target, location);
      return 'Applied';
    };
  },
});

/** Where an address is read into; nobody reads it there. */
const groups = new Uint16Array(ipGroups);

/** `undefined`: there is no database. */
function locate(address: string, environment: LogsEnvironment): AttributeValue | undefined {
  if (!parseIp(address, groups)) return { invalidAddress: address };
  if (environment.lookUpIp === undefined) return undefined;
  const location = environment.lookUpIp(address);
  return location === undefined ? {} : copyValue(location);
}

function readAddress(attributes: Attributes, sources: readonly AttributePath[]): string | undefined {
  for (const source of sources) {
    const text = printAddress(readPath(attributes, source));
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

/** Datadog reads an array as one text, which is no address. */
function printAddress(value: AttributeValue | undefined): string | undefined {
  return Array.isArray(value) ? `[${value.map((item) => scalarText(item) ?? '').join(', ')}]` : scalarText(value);
}
