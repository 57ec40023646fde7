import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binaryCache, findBinaries } from './binaries.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binaries-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A program that answers --version. */
function install(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "version ${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('findBinaries', () => {
  it('takes from KUBEBUILDER_ASSETS what is there, of whatever version, and the rest from the cache', async () => {
    const env = { KUBEBUILDER_ASSETS: join(folder, 'assets'), XDG_CACHE_HOME: folder };
    const etcd = install(join(folder, 'assets', 'etcd'), '1.2.3');
    const nats = install(join(binaryCache(env), 'nats-server'), 'v2.15.2');
    expect(await findBinaries(['nats-server', 'etcd'], { env })).toEqual([nats, etcd]);
  });

  it('does not use another version from the cache, and says how to get one without Go', async () => {
    const env = { XDG_CACHE_HOME: folder, PATH: folder };
    install(join(binaryCache(env), 'etcd'), '0.0.1');
    const told: string[] = [];
    const find = findBinaries(['etcd'], { env, tell: (line) => told.push(line) });
    await expect(find).rejects.toThrow(/etcd: not found, and there is no "go".*KUBEBUILDER_ASSETS/);
    expect(told).toEqual([expect.stringContaining('Building etcd 3.7.3')]);
  });
});
