import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, type NatsServer, startNatsServer } from '@dogwatch/control-plane';
import { type OtlpReceiver, startOtlpReceiver } from '@dogwatch/testing';
import { parse } from 'yaml';
import { type AppProcess, startApp } from './app-process.ts';

// docker-compose.yml without Docker: every container is a process with the environment, the arguments and the files that it gets
// there. Names of containers become 127.0.0.1, ports become free ones, a test's receiver takes the place of the collector.

interface Service {
  readonly build?: { readonly args: { readonly APP: string } };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
}

/** Ports that apps listen on without being told. */
const ownPorts: Readonly<Record<string, { readonly variable: string; readonly port: number }>> = {
  'admission-webhook': { variable: 'DD_ADMISSION_CONTROLLER_PORT', port: 8000 },
  'external-metrics-api': { variable: 'DD_EXTERNAL_METRICS_PROVIDER_PORT', port: 8443 },
  'keda-scaler': { variable: 'DD_KEDA_SCALER_PORT', port: 9090 },
  'log-preprocessor': { variable: 'DD_LOG_PREPROCESSOR_HTTP_PORT', port: 8080 },
};

/** What `docker compose up` starts, as processes. */
export interface ComposeLab {
  readonly receiver: OtlpReceiver;
  /** By the names of the services. */
  readonly apps: ReadonlyMap<string, AppProcess>;
  /** Lines of the simulator of Kubernetes. */
  readonly kubernetesLines: readonly string[];
  /** Where this machine reaches a port of a container. */
  portOf(service: string, port: number): number;
  stop(): Promise<void>;
}

function readCompose(): Readonly<Record<string, Service>> {
  const text = readFileSync('docker-compose.yml', 'utf8').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
  const { services }: { services: Readonly<Record<string, Service>> } = parse(text, { merge: true });
  return services;
}

/** Starts everything; `stop` ends it. */
export async function startComposeLab(): Promise<ComposeLab> {
  const services = readCompose();
  const folder = mkdtempSync(join(tmpdir(), 'story-compose-'));
  const nats = await startNatsServer({ jetstream: true });
  const receiver = await startOtlpReceiver();
  const ports = await assignPorts(nats, receiver);
  const machine = toMachine(services, ports, folder);
  const simulators: ChildProcess[] = [];
  const kubernetesLines: string[] = [];
  const apps = new Map<string, AppProcess>();
  const lab: ComposeLab = {
    receiver,
    apps,
    kubernetesLines,
    portOf: (service, port) => portIn(ports, service, port),
    async stop() {
      await Promise.all([...apps.values()].map((app) => app.stop()));
      for (const simulator of simulators) {
        simulator.kill('SIGTERM');
        if (simulator.exitCode === null) await once(simulator, 'exit');
      }
      await receiver.stop();
      await nats.stop();
      rmSync(folder, { recursive: true });
    },
  };
  try {
    simulators.push(await startSimulator(machine, 'datadog', []));
    simulators.push(await startSimulator(machine, 'kubernetes', kubernetesLines));
    for (const [name, { build }] of Object.entries(services)) {
      const app = build?.args.APP;
      if (app === name) apps.set(name, await startApp(app, machine.envOf(name)));
    }
    return lab;
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

async function assignPorts(nats: NatsServer, receiver: OtlpReceiver): Promise<ReadonlyMap<string, number>> {
  const ports = new Map([
    ['nats:4222', nats.port],
    ['collector:4318', Number(new URL(receiver.url).port)],
  ]);
  const others = Object.entries(ownPorts).map(([service, { port }]) => `${service}:${port}`);
  for (const place of ['datadog:8126', 'kubernetes:6443', ...others]) ports.set(place, await freePort());
  return ports;
}

function portIn(ports: ReadonlyMap<string, number>, service: string, port: number): number {
  const found = ports.get(`${service}:${port}`);
  if (found === undefined) throw new Error(`nothing listens at ${service}:${port}`);
  return found;
}

/** What the containers get, as it is on this machine. */
interface Machine {
  argumentsOf(service: string): readonly string[];
  envOf(service: string): Record<string, string>;
  programOf(service: string): string;
}

function toMachine(
  services: Readonly<Record<string, Service>>,
  ports: ReadonlyMap<string, number>,
  folder: string,
): Machine {
  const serviceOf = (name: string): Service => services[name] ?? {};
  const toAddresses = (text: string): string =>
    [...ports].reduce((all, [place, port]) => all.replaceAll(place, `127.0.0.1:${port}`), text);
  const toPaths = (service: string, text: string): string =>
    (serviceOf(service).volumes ?? []).reduce((all, volume) => {
      const [source = '', target = ''] = volume.split(':');
      return all.replaceAll(target, source.startsWith('.') ? resolve(source) : join(folder, source));
    }, text);
  const clusterPath = join(folder, 'cluster.yaml');
  writeFileSync(clusterPath, toLocalCluster(readFileSync('tools/compose/cluster.yaml', 'utf8'), ports));
  return {
    programOf: (service) => `tools/${serviceOf(service).build?.args.APP}/dist/main.js`,
    argumentsOf: (service) =>
      (serviceOf(service).command ?? []).map((argument) =>
        toPaths(service, toAddresses(argument))
          .replace('0.0.0.0', '127.0.0.1')
          .replace(/^--port=(\d+)$/, (_, port) => `--port=${portIn(ports, service, Number(port))}`)
          .replace(resolve('tools/compose/cluster.yaml'), clusterPath),
      ),
    envOf(service) {
      const given = Object.entries(serviceOf(service).environment ?? {});
      const env = given.map(([name, value]) => [name, toPaths(service, toAddresses(String(value)))] as const);
      const own = ownPorts[service];
      return {
        ...Object.fromEntries(env),
        ...(own === undefined ? {} : { [own.variable]: String(portIn(ports, service, own.port)) }),
        ...(service === 'log-preprocessor' ? { DD_LOG_PREPROCESSOR_TCP_PORT: '0' } : {}),
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      };
    },
  };
}

function toLocalCluster(text: string, ports: ReadonlyMap<string, number>): string {
  return text
    .replace('externalName: external-metrics-api', 'externalName: 127.0.0.1')
    .replaceAll('8443', String(portIn(ports, 'external-metrics-api', 8443)));
}

async function startSimulator(machine: Machine, service: string, lines: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [machine.programOf(service), ...machine.argumentsOf(service)], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<void>();
  child.once('exit', (code) => ready.reject(new Error(`${service} ended with ${code}`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (line.includes('simulator at')) ready.resolve();
  });
  await ready.promise;
  return child;
}
