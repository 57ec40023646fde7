type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What this library needs of a logger. */
export interface KubeLog {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
