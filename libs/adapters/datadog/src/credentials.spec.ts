import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { afterAll, describe, expect, it } from 'vitest';
import { type Credentials, watchCredentials } from './credentials.js';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const apiFile = join(folder, 'api');
const appFile = join(folder, 'app');

describe('watchCredentials', () => {
  it('takes Secret before files before fixed values, key by key', async () => {
    writeFileSync(apiFile, 'file-api\n');
    const source = await watchCredentials({
      fixed: { apiKey: 'fixed-api', appKey: 'fixed-app' },
      files: { apiKey: apiFile },
      log: silentLogger,
    });
    expect(source.current()).toEqual({ apiKey: 'file-api', appKey: 'fixed-app' });
    source.setSecret({ appKey: 'secret-app' });
    expect(source.current()).toEqual({ apiKey: 'file-api', appKey: 'secret-app' });
    source.setSecret(undefined);
    expect(source.current()).toEqual({ apiKey: 'file-api', appKey: 'fixed-app' });
    source.stop();
  });

  it('takes the site that stands beside the keys, and its changes; there need not be one', async () => {
    const siteFile = join(folder, 'site');
    const source = await watchCredentials({
      fixed: { apiKey: 'a', appKey: 'b' },
      files: { site: siteFile },
      log: silentLogger,
    });
    expect(source.current()).toEqual({ apiKey: 'a', appKey: 'b' });
    writeFileSync(siteFile, 'datadoghq.eu\n');
    await source.refresh();
    expect(source.current()?.site).toBe('datadoghq.eu');
    source.setSecret({ site: 'us5.datadoghq.com' });
    expect(source.current()?.site).toBe('us5.datadoghq.com');
    source.stop();
  });

  it('has no keys while one is missing', async () => {
    const source = await watchCredentials({ fixed: { apiKey: 'a', appKey: ' ' }, log: silentLogger });
    expect(source.current()).toBeUndefined();
    source.stop();
  });

  it('notices a renamed file by itself and tells once', async () => {
    writeFileSync(apiFile, 'old');
    writeFileSync(appFile, 'app');
    const changes = Promise.withResolvers<Credentials | undefined>();
    let isFirst = true;
    const source = await watchCredentials({
      files: { apiKey: apiFile, appKey: appFile },
      pollMillis: 5,
      log: silentLogger,
      onChange(credentials) {
        if (!isFirst) changes.resolve(credentials);
        isFirst = false;
      },
    });
    writeFileSync(`${apiFile}.new`, 'new');
    renameSync(`${apiFile}.new`, apiFile);
    expect(await changes.promise).toEqual({ apiKey: 'new', appKey: 'app' });
    source.stop();
  });

  it('keeps the last value of a file that is gone, with one line', async () => {
    writeFileSync(apiFile, 'kept');
    const log = capturingLogger();
    const source = await watchCredentials({ fixed: { appKey: 'app' }, files: { apiKey: apiFile }, log: log.logger });
    rmSync(apiFile);
    await source.refresh();
    await source.refresh();
    expect(source.current()?.apiKey).toBe('kept');
    expect(log.lines.map(({ level, path }) => [level, path])).toEqual([['warn', apiFile]]);
    source.stop();
  });
});
