import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const moduleRoot = fileURLToPath(new URL('..', import.meta.url));

interface BinarySource {
  /** The folder of the Go module that pins it. */
  readonly module: string;
  readonly package: string;
  readonly version: string;
  readonly linkerFlags?: string;
}

const kubernetesVersion = '1.36.3';
const kubernetesFlags = [
  `-X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=36',
].join(' ');

/** Every server that can be started, and what it is built from. The versions are those of the go.mod files. */
const sources = {
  etcd: { module: 'etcd', package: '.', version: '3.7.3' },
  'kube-apiserver': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    version: kubernetesVersion,
    linkerFlags: kubernetesFlags,
  },
  'kube-controller-manager': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    version: kubernetesVersion,
    linkerFlags: kubernetesFlags,
  },
  'nats-server': { module: 'nats-server', package: 'github.com/nats-io/nats-server/v2', version: '2.15.2' },
} as const satisfies Record<string, BinarySource>;

/** The name of a server that can be started. */
export type BinaryName = keyof typeof sources;
/** All of them. */
export const binaryNames: readonly BinaryName[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'nats-server'];

/** Where built binaries are kept: `$XDG_CACHE_HOME/dogwatch/control-plane/bin`, by default in ~/.cache. */
export function binaryCache(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'dogwatch', 'control-plane', 'bin');
}

async function hasVersion(path: string, version: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const { stdout } = await execute(path, ['--version']).catch(() => ({ stdout: '' }));
  return stdout.includes(version);
}

async function build(names: readonly BinaryName[], cache: string, env: NodeJS.ProcessEnv): Promise<void> {
  await execute('go', ['version'], { env }).catch(() => {
    throw new Error(
      `${names.join(', ')}: not found, and there is no "go" in the PATH to build from. Install Go 1.26 or newer (https://go.dev/dl), ` +
        'or set KUBEBUILDER_ASSETS to a folder that holds etcd, kube-apiserver and kube-controller-manager.',
    );
  });
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'building-'));
  try {
    for (const name of names) {
      const source: BinarySource = sources[name];
      await execute(
        'go',
        ['build', '-ldflags', `-s -w ${source.linkerFlags ?? ''}`, '-o', join(scratch, name), source.package],
        {
          cwd: join(moduleRoot, source.module),
          env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -trimpath -mod=readonly' },
          maxBuffer: 64 << 20,
        },
      );
      renameSync(join(scratch, name), join(cache, name));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Where to look, and who hears what takes long. */
export interface FindBinariesOptions {
  readonly tell?: ((line: string) => void) | undefined;
  /** KUBEBUILDER_ASSETS, XDG_CACHE_HOME and PATH are read from here; process.env by default. */
  readonly env?: NodeJS.ProcessEnv;
}

async function toPath(name: BinaryName, env: NodeJS.ProcessEnv): Promise<{ path: string; isThere: boolean }> {
  const assets = env['KUBEBUILDER_ASSETS'];
  const given = join(assets ?? '', name);
  if (assets && existsSync(given)) return { path: given, isThere: true };
  const path = join(binaryCache(env), name);
  return { path, isThere: await hasVersion(path, sources[name].version) };
}

/**
 * The path of each binary, in the order of `names`: from the folder KUBEBUILDER_ASSETS where it has one, else from the cache,
 * where those that are missing or of another version are built first.
 */
export async function findBinaries(names: readonly BinaryName[], options: FindBinariesOptions = {}): Promise<string[]> {
  const { env = process.env, tell } = options;
  const found = await Promise.all(names.map(async (name) => toPath(name, env)));
  const missing = names.filter((_, index) => found[index]?.isThere === false);
  if (missing.length > 0) {
    const cache = binaryCache(env);
    const what = missing.map((name) => `${name} ${sources[name].version}`).join(', ');
    tell?.(
      `Building ${what} from Go modules into ${cache}. This happens once and takes up to ten minutes on two cores.`,
    );
    await build(missing, cache, env);
  }
  return found.map(({ path }) => path);
}
