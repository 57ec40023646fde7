import type { SubjectTemplate } from '@dogwatch/messages';

/** A JetStream stream, made when it is not there and brought up to these settings when it is. */
export interface StreamOptions {
  /** Letters, digits, `-` and `_`; prefixed with the root of the link. */
  readonly name: string;
  /** Every subject of these templates. */
  readonly subjects: readonly SubjectTemplate[];
  /** Subjects of others, as they are; wildcards are fine. */
  readonly foreignSubjects?: readonly string[];
  /** `work`: a message is gone once it is acknowledged. `log`: it stays until a limit pushes it out. */
  readonly kind: 'work' | 'log';
  /** Bytes kept at most. A full stream of work refuses new messages (`StreamFull`), a log drops its oldest. */
  readonly maxBytes: number;
  /** Messages older than this are dropped; default: never. */
  readonly maxAgeMillis?: number;
  readonly storage?: 'file' | 'memory';
  /** Copies on servers of a cluster; default 1. */
  readonly replicas?: number;
  /** How long message ids are remembered, so that a message that is sent twice is kept once; default two minutes. */
  readonly duplicateWindowMillis?: number;
}

/** One message for a stream. */
export interface StreamMessage {
  /** Names the span. */
  readonly template: string;
  readonly subject: string;
  readonly payload: Uint8Array;
  /** The same for every attempt to send the same message. */
  readonly id: string;
}

/** A message of a stream that somebody has to deal with. */
export interface StreamDelivery {
  readonly subject: string;
  readonly data: Uint8Array;
  /** 1 for the first time. */
  readonly deliveryCount: number;
  readonly receivedAtMillis: number;
}

/** What becomes of a delivered message: `done` takes it off a stream of work, `again` has it delivered after a pause. */
export type StreamVerdict = { readonly kind: 'done' } | { readonly kind: 'again'; readonly delayMillis: number };

/** How to share the messages of a stream among replicas. */
export interface ConsumeOptions {
  /** Replicas of one name share the messages. */
  readonly durable: string;
  /** Names the spans. */
  readonly template: string;
  /** Messages at work at once in this replica. */
  readonly maxInFlight: number;
  /** A message that nobody has confirmed for so long is delivered again. Messages at work are confirmed by themselves. */
  readonly ackWaitMillis: number;
  /** Told why no messages come, or why one comes again; once for each new problem in a row. */
  readonly onProblem?: (problem: string) => void;
  /** No message is asked for before this is resolved; default: at once. */
  readonly startAfter?: Promise<void>;
  /** Messages at work at once in all replicas; default 10,000. */
  readonly maxInFlightOverall?: number;
}

/** How full a stream is. */
export interface StreamFacts {
  readonly messages: number;
  readonly bytes: number;
}
