import { describe, expect, it } from 'vitest';
import { envOf, find, renderValues, type Rendered } from './helm.ts';
import { services } from '../services.ts';

interface Key {
  readonly name: string;
  readonly optional?: boolean;
  readonly items: readonly { readonly key: string }[];
}

/** Secrets and keys that a service mounts. */
function keysOf(objects: readonly Rendered[], app: string): readonly string[] {
  const volumes: { name: string; projected?: { sources: { secret: Key }[] } }[] =
    find(objects, 'Deployment', app)['spec'].template.spec.volumes ?? [];
  const sources = volumes.find(({ name }) => name === 'credentials')?.projected?.sources ?? [];
  return sources.flatMap(({ secret }) =>
    secret.items.map(({ key }) => `${secret.name}/${key}${secret.optional === true ? '?' : ''}`),
  );
}

/** Keys that a service is told to read. */
function filesOf(objects: readonly Rendered[], app: string): string[] {
  return Object.keys(envOf(objects, app)).filter((name) => /^DD_(API|APP)_KEY_FILE$/.test(name));
}

const neither: [readonly string[], readonly string[]] = [[], []];
const apiKey: typeof neither = [['keys/api-key'], ['DD_API_KEY_FILE']];
const both: typeof neither = [
  ['keys/api-key', 'keys/app-key?'],
  ['DD_API_KEY_FILE', 'DD_APP_KEY_FILE'],
];

describe('the keys of Datadog', () => {
  it.each<[object, Record<string, typeof neither>]>([
    [{}, { 'metrics-poller': both, 'monitor-sync': both, 'log-preprocessor': apiKey }],
    [{ pipelinesFrom: 'datadog' }, { 'log-preprocessor': both }],
    [{ sink: 'nats' }, { 'log-preprocessor': neither }],
    [{ sink: 'nats', pipelinesFrom: 'datadog' }, { 'log-preprocessor': both }],
  ])(
    'go to those who need them, and only the application key may come later: %j',
    async (logPreprocessor, expected) => {
      const objects = await renderValues({ datadog: { apiKeyExistingSecret: 'keys' }, logPreprocessor });
      const needed = { 'metrics-poller': both, 'monitor-sync': both, ...expected };
      const found = Object.fromEntries(services.map((app) => [app, [keysOf(objects, app), filesOf(objects, app)]]));
      expect(found).toEqual({ ...Object.fromEntries(services.map((app) => [app, neither])), ...needed });
    },
  );
});
