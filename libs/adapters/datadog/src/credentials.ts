import { readFile } from 'node:fs/promises';
import type { Logger } from '@dogwatch/telemetry';

/** The two keys of one organization, and where it is when that stands beside them. */
export interface Credentials {
  readonly apiKey: string;
  readonly appKey: string;
  readonly site?: string;
}

/** Keys that may change while the service runs. */
export interface CredentialsSource {
  /** The keys of now; undefined while one is missing. */
  current(): Credentials | undefined;
  /** What a watched Secret holds now; undefined when it is gone. It wins over files, files win over fixed values, key by key. */
  setSecret(keys: Partial<Credentials> | undefined): void;
  /** Reads the files now. */
  refresh(): Promise<void>;
  /** Ends the reading of files. */
  stop(): void;
}

/** Where keys come from. */
export interface CredentialsOptions {
  /** Fixed values, such as those of environment variables. */
  readonly fixed?: { readonly apiKey?: string | undefined; readonly appKey?: string | undefined };
  /** Paths of files that are read again and again, such as a mounted Secret. There need not be a file of the site. */
  readonly files?: {
    readonly apiKey?: string | undefined;
    readonly appKey?: string | undefined;
    readonly site?: string | undefined;
  };
  /** Time between two readings. Default 10 s. */
  readonly pollMillis?: number;
  readonly log: Logger;
  /** The keys have changed; called with undefined when one is missing now. */
  readonly onChange?: (credentials: Credentials | undefined) => void;
}

type Keys = Partial<Credentials>;

/**
 * Follows the keys of one organization; resolves when the files were read once. A file that cannot be read keeps its last value,
 * with one log line. Mounted Secrets change by renamed links, which is why files are read anew and not watched.
 */
export async function watchCredentials(options: CredentialsOptions): Promise<CredentialsSource> {
  const { fixed = {}, files = {}, log, onChange, pollMillis = 10_000 } = options;
  let fromFiles: Keys = {};
  let fromSecret: Keys = {};
  let last: Credentials | undefined;
  const readKey = createKeyReader(log);

  const apply = (): void => {
    const next = toCredentials(fixed, fromFiles, fromSecret);
    const isNews = !isSame(next, last);
    last = next;
    if (isNews) onChange?.(next);
  };
  const refresh = async (): Promise<void> => {
    const [apiKey, appKey, site] = await Promise.all([
      readKey(files.apiKey),
      readKey(files.appKey),
      readIfThere(files.site),
    ]);
    fromFiles = withoutEmpty({
      apiKey: apiKey ?? fromFiles.apiKey,
      appKey: appKey ?? fromFiles.appKey,
      // Keys must not go to another site because this file cannot be read for a moment.
      site: site ?? fromFiles.site,
    });
    apply();
  };

  await refresh();
  const hasFiles = Object.values(files).some((path) => path !== undefined);
  const timer = hasFiles ? setInterval(() => void refresh(), pollMillis).unref() : undefined;
  return {
    current: () => last,
    setSecret(keys) {
      fromSecret = withoutEmpty(keys ?? {});
      apply();
    },
    refresh,
    stop: () => clearInterval(timer),
  };
}

function isSame(a: Credentials | undefined, b: Credentials | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.apiKey === b.apiKey && a.appKey === b.appKey && a.site === b.site;
}

type MaybeKeys = { readonly [K in keyof Credentials]?: Credentials[K] | undefined };

function toCredentials(...sources: readonly MaybeKeys[]): Credentials | undefined {
  const { apiKey, appKey, site } = sources.reduce<Keys>((keys, source) => ({ ...keys, ...withoutEmpty(source) }), {});
  if (apiKey === undefined || appKey === undefined) return undefined;
  return { apiKey, appKey, ...(site === undefined ? {} : { site }) };
}

function withoutEmpty({ apiKey, appKey, site }: MaybeKeys): Keys {
  const api = apiKey?.trim() ?? '';
  const app = appKey?.trim() ?? '';
  const where = site?.trim() ?? '';
  return {
    ...(api === '' ? {} : { apiKey: api }),
    ...(app === '' ? {} : { appKey: app }),
    ...(where === '' ? {} : { site: where }),
  };
}

async function readIfThere(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Reads key files; says once that one cannot be read, and that it can again. */
function createKeyReader(log: Logger): (path: string | undefined) => Promise<string | undefined> {
  const failing = new Set<string>();
  return async (path) => {
    if (path === undefined) return undefined;
    try {
      const text = await readFile(path, 'utf8');
      if (failing.delete(path)) log.info({ path }, 'The key file can be read again.');
      return text;
    } catch (error) {
      if (!failing.has(path)) log.warn({ path, error }, 'The key file cannot be read; the last value is kept.');
      failing.add(path);
      return undefined;
    }
  };
}
