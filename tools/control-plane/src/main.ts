import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryCache, binaryNames, findBinaries } from './binaries.js';
import { startControlPlane } from './control-plane.js';
import { startNatsServer } from './nats-server.js';

interface RunState {
  readonly kubeconfigPath: string;
  readonly natsUrl: string;
  readonly folders: readonly string[];
  readonly pids: readonly number[];
}

const statePath = join(dirname(binaryCache()), 'running.json');
const usage = `Usage: node tools/control-plane/dist/main.js COMMAND

  up      starts etcd, kube-apiserver, kube-controller-manager and nats-server on 127.0.0.1 and leaves them running
  down    ends what "up" started
  build   builds the servers from Go modules, where they are not in the cache yet
`;

function readState(): RunState | undefined {
  return existsSync(statePath) ? JSON.parse(readFileSync(statePath, 'utf8')) : undefined;
}

function describeState({ kubeconfigPath, natsUrl }: RunState): string {
  return `export KUBECONFIG=${kubeconfigPath}\nexport NATS_URL=${natsUrl}`;
}

/** Whether the process is one that "up" started: its command line names the run's folder. */
function isOurs(pid: number, { folders }: RunState): boolean {
  try {
    const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return folders.some((folder) => command.includes(folder));
  } catch {
    return false;
  }
}

async function up(tell: (line: string) => void): Promise<string> {
  const before = readState();
  if (before?.pids.every((pid) => isOurs(pid, before)) === true) return describeState(before);
  await down();
  const controlPlane = await startControlPlane({ survives: true, tell });
  const nats = await startNatsServer({ jetstream: true, survives: true, tell });
  const state: RunState = {
    kubeconfigPath: controlPlane.kubeconfigPath,
    natsUrl: nats.url,
    folders: [controlPlane.folder, dirname(nats.logPath)],
    pids: [...Object.values(controlPlane.pids), nats.pid],
  };
  mkdirSync(dirname(statePath), { recursive: true });
  writeFileSync(statePath, JSON.stringify(state));
  return describeState(state);
}

async function down(): Promise<string> {
  const state = readState();
  if (state === undefined) return 'nothing runs';
  for (const pid of state.pids.filter((pid) => isOurs(pid, state))) process.kill(pid, 'SIGKILL');
  while (state.pids.some((pid) => isOurs(pid, state))) await sleep(50);
  for (const folder of state.folders) rmSync(folder, { recursive: true, force: true });
  rmSync(statePath);
  return 'down';
}

const commands: Readonly<Record<string, (tell: (line: string) => void) => Promise<string>>> = {
  up,
  down,
  build: async (tell) => (await findBinaries(binaryNames, { tell })).join('\n'),
};

const run = commands[process.argv[2] ?? ''];
if (run === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  try {
    console.log(await run((line) => console.error(line)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
