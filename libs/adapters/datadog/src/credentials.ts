import { readFile } from 'node:fs/promises';
import type { Logger } from '@dogwatch/telemetry';

/** The two keys of one organization. */
export interface Credentials {
  readonly apiKey: string;
  readonly appKey: string;
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
  /** Paths of files that are read again and again, such as a mounted Secret. */
  readonly files?: { readonly apiKey?: string | undefined; readonly appKey?: string | undefined };
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
    const isSame = next?.apiKey === last?.apiKey && next?.appKey === last?.appKey;
    last = next;
    if (!isSame) onChange?.(next);
  };
  const refresh = async (): Promise<void> => {
    const [apiKey, appKey] = await Promise.all([readKey(files.apiKey), readKey(files.appKey)]);
    fromFiles = withoutEmpty({ apiKey: apiKey ?? fromFiles.apiKey, appKey: appKey ?? fromFiles.appKey });
    apply();
  };

  await refresh();
  const hasFiles = files.apiKey !== undefined || files.appKey !== undefined;
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

function toCredentials(...sources: readonly { apiKey?: string | undefined; appKey?: string | undefined }[]) {
  const { apiKey, appKey } = sources.reduce<Keys>((keys, source) => ({ ...keys, ...withoutEmpty(source) }), {});
  return apiKey === undefined || appKey === undefined ? undefined : { apiKey, appKey };
}

function withoutEmpty({ apiKey, appKey }: { apiKey?: string | undefined; appKey?: string | undefined }): Keys {
  const api = apiKey?.trim() ?? '';
  const app = appKey?.trim() ?? '';
  return { ...(api === '' ? {} : { apiKey: api }), ...(app === '' ? {} : { appKey: app }) };
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
