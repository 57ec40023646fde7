import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toProgram } from './image/image-tree.ts';

// docker-compose.yml against what it runs. That its services work together is a story: e2e/stories/compose.story.ts.

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly args: { readonly APP: string } };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose: ComposeFile = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
const services = Object.entries(compose.services);
const apps = readdirSync('apps').filter((app) => app !== 'cli');
const built = services.flatMap(([name, { build }]) => (build === undefined ? [] : [[name, build.args.APP] as const]));

function serviceOf(name: string): Service {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/** The variables an app knows: those of its page, which is generated from its table, and those of telemetry. */
function knownVariables(app: string): ReadonlySet<string> {
  const page = readFileSync(`docs/reference/config/${app}.md`, 'utf8');
  return new Set([...page.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name = '']) => name));
}

const ofTelemetry =
  /^(OTEL_(EXPORTER_OTLP|METRICS?|TRACES|RESOURCE|BSP|SDK)_[A-Z_]+|DD_(ENV|SERVICE|VERSION|POD_NAME))$/;

describe('docker-compose.yml', () => {
  test('runs every app, the command line, and what they need', () => {
    const others = ['collector', 'datadog', 'dogwatch', 'kubernetes', 'nats'];
    expect(new Set(Object.keys(compose.services))).toEqual(new Set([...apps, ...others]));
  });

  test.each(apps)('%s is built, healthy and told only what it knows', (app) => {
    const { build, environment, healthcheck, image, profiles } = serviceOf(app);
    expect([build, image, profiles]).toEqual([
      { context: '.', args: { APP: app } },
      `dogwatch/${app}:compose`,
      undefined,
    ]);
    expect(healthcheck?.test.join(' ')).toContain('http://127.0.0.1:5555/readyz');
    const known = knownVariables(app);
    const names = Object.keys(environment ?? {});
    expect(names.filter((name) => !known.has(name) && !ofTelemetry.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['NATS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'DD_ENV']));
  });

  test.each(built)('the image of %s has a program: %s', (_, app) => {
    const source = toProgram(app).entry.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
    expect(existsSync(source)).toBe(true);
  });

  test('images of others have a version', () => {
    const others = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    expect(others.filter((image) => !/:\d+\.\d+\.\d+$/.test(image))).toEqual([]);
  });

  test('NATS is that of the chart', () => {
    const { nats } = parse(readFileSync('charts/dogwatch/values.yaml', 'utf8'));
    const { repository, tag } = nats.image;
    expect(`docker.io/library/${serviceOf('nats').image}`).toBe(`${repository}:${tag}`);
  });

  test('whoever is named is there', () => {
    for (const [name, { depends_on: peers = {}, environment = {} }] of services) {
      const hosts = Object.values(environment).flatMap(
        (value) => /^\w+:\/\/([\w-]+):\d+/.exec(String(value))?.[1] ?? [],
      );
      for (const peer of [...Object.keys(peers), ...hosts])
        expect({ name, peer, is: compose.services }).toHaveProperty(`is.${peer}`);
    }
  });

  test('files that are mounted exist, volumes are declared', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const [files, volumes] = [
      sources.filter((path) => path.startsWith('.')),
      sources.filter((path) => !path.startsWith('.')),
    ];
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
    expect(new Set(volumes)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  test('only this machine reaches it, each port once', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    const numbers = ports.map((port) => /^127\.0\.0\.1:(\d+):\1$/.exec(port)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(ports.length);
  });

  test.skipIf(spawnSync('docker', ['compose', 'version']).status !== 0)('is valid to Docker Compose', () => {
    const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  test('no key of Datadog is in it', () => {
    expect(readFileSync('docker-compose.yml', 'utf8')).not.toMatch(/\b[0-9a-f]{32}\b/);
  });
});

describe.each(globSync('otelcol/*.yml'))('the collector with %s', (path) => {
  const config = parse(readFileSync(path, 'utf8'));
  const kinds = ['receivers', 'processors', 'exporters', 'connectors'];
  const defined = new Set(kinds.flatMap((kind) => Object.keys(config[kind] ?? {})));

  test('has pipelines for traces and metrics whose parts are defined, and defines nothing else', () => {
    expect(Object.keys(config.service.pipelines)).toEqual(['traces', 'metrics']);
    const pipelines: readonly Record<string, readonly string[]>[] = Object.values(config.service.pipelines);
    const used = new Set(pipelines.flatMap((pipeline) => Object.values(pipeline).flat()));
    expect(used).toEqual(defined);
  });

  test('listens where the services send to', () => {
    const { grpc, http } = config.receivers.otlp.protocols;
    expect([grpc.endpoint, http.endpoint]).toEqual(['0.0.0.0:4317', '0.0.0.0:4318']);
  });
});

test('the key of Datadog comes from the environment of the collector', () => {
  const config = parse(readFileSync('otelcol/config.yml', 'utf8'));
  expect(config.exporters.datadog.api.key).toBe('${env:DD_API_KEY}');
  expect(serviceOf('collector').environment).toHaveProperty('DD_API_KEY');
});
