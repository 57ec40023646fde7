/** A call that failed in an expected way. */
export interface KubeFailure {
  readonly ok: false;
  /**
   * The `reason` of the API server's Status (NotFound, Conflict, AlreadyExists, Forbidden, Invalid, Expired, ...), else one
   * of `kubeReasons` that says what happened on the way.
   */
  readonly reason: string;
  /** One sentence for an operator; never holds credentials. */
  readonly message: string;
  /** The HTTP status, 0 if there was none. */
  readonly code: number;
  /** How long the server asks to wait before the next try. */
  readonly retryAfterSeconds?: number;
}

/** The answer of a call to the API server. Calls do not throw. */
export type KubeResult<T> = { readonly ok: true; readonly value: T } | KubeFailure;
