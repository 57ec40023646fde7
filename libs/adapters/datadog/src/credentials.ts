/** The two keys of one organization. */
export interface Credentials {
  readonly apiKey: string;
  readonly appKey: string;
}

/** Keys that may change while the service runs. */
export interface CredentialsSource {
  /** The keys of now; undefined while one is missing. */
  current(): Credentials | undefined;
  /** What a watched Secret holds now; undefined when it is gone. It wins over files, files win over the environment, key by key. */
  setSecret(keys: Partial<Credentials> | undefined): void;
  /** Reads the files now. */
  refresh(): Promise<void>;
  stop(): void;
}
