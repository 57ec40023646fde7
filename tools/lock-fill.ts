// A registry mirror may lack the binary packages of other platforms. npm then leaves them out of
// package-lock.json and `npm ci` stops with "Missing: <name>@ from lock file". This writes them in: the
// exact version that the parent asks for, marked optional and bound to its platform.
//   node tools/lock-fill.ts            fills the lock file
//   node tools/lock-fill.ts --check    fails if the lock file has gaps
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  readonly version?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const operatingSystems: Readonly<Record<string, string>> = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  wasm32: 'none',
  win32: 'win32',
};

const processors: Readonly<Record<string, string>> = {
  arm: 'arm',
  arm64: 'arm64',
  eabi: 'arm',
  gnueabihf: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  musleabihf: 'arm',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

const exactVersion = /^[~^=v]*(\d+\.\d+\.\d+\S*)$/;

function lookUp(tokens: readonly string[], table: Readonly<Record<string, string>>): string | undefined {
  return tokens.map((token) => table[token]).find(Boolean);
}

function toEntry(name: string, range: string): LockEntry | undefined {
  const tokens = name.split(/[/-]/);
  const os = lookUp(tokens, operatingSystems);
  const cpu = lookUp(tokens, processors);
  const version = exactVersion.exec(range)?.[1];
  if (os === undefined || version === undefined) return undefined;
  const libc = tokens.includes('musl') ? { libc: ['musl'] } : {};
  return { version, ...(cpu === undefined ? {} : { cpu: [cpu] }), optional: true, os: [os], ...libc };
}

const check = process.argv.includes('--check');
const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added: string[] = [];
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = where === '' ? `node_modules/${name}` : `${where}/node_modules/${name}`;
    if (lock.packages[nested] !== undefined || lock.packages[`node_modules/${name}`] !== undefined) continue;
    const filled = toEntry(name, range);
    if (filled === undefined) {
      console.error(`lock-fill: cannot fill ${name}@${range}, which ${where} asks for: no platform in its name`);
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = filled;
    added.push(`${name}@${filled.version}`);
  }
}
if (added.length > 0 && check) {
  console.error(`package-lock.json lacks these; run npm run lock:fill\n${added.join('\n')}`);
  process.exit(1);
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`lock-fill: ${added.length} filled`);
