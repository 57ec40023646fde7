/** The X-RateLimit-* headers of an answer. */
export interface RateLimit {
  /** Calls allowed in a period. */
  readonly limit: number;
  readonly periodSeconds: number;
  /** Seconds until the next period. */
  readonly resetSeconds: number;
  /** Calls left in this period. */
  readonly remaining: number;
  /** X-RateLimit-Name, when sent: which limit this is. */
  readonly name?: string;
}
