import type { MetricWanted } from '@dogwatch/messages';
import { type MutableQuery, wantedUntilMillis } from './known-query.js';
import type { LeaderContact } from './leader-contact.js';
import type { QueryTable } from './query-table.js';

/** Tells metrics-poller what is wanted. */
export interface WantSender {
  send(query: MutableQuery): void;
  /** Sends everything that is wanted, though not twice within a second. */
  sendAll(): void;
  /** Renews what is due, drops what nobody reads any more. To be called about once a second. */
  tend(): void;
}

/** What `createWantSender` needs. */
export interface WantSenderOptions {
  readonly queries: QueryTable;
  readonly send: (wanted: MetricWanted) => void;
  readonly contact: () => LeaderContact;
  readonly nowMillis: () => number;
}

/** What nobody has read for so long is forgotten. */
const forgetMillis = 3_600_000;
/** Two leaders that take turns must not cause a storm of wants. */
const spacingMillis = 1000;

/** A sender that has sent nothing yet. */
export function createWantSender({ queries, send, contact, nowMillis }: WantSenderOptions): WantSender {
  let sentAllAtMillis = -Infinity;
  let isSendAllDue = false;

  function sendOne(query: MutableQuery): void {
    const now = nowMillis();
    query.sentAtMillis = now;
    send(toWanted(query, wantedUntilMillis(query, contact().periodMillis, now)));
  }

  function sendAll(): void {
    const now = nowMillis();
    isSendAllDue = !hasPassed(spacingMillis, sentAllAtMillis, now);
    if (isSendAllDue) return;
    sentAllAtMillis = now;
    for (const query of queries) if (query.isWanted) sendOne(query);
  }

  function tendOne(query: MutableQuery): void {
    const now = nowMillis();
    const { periodMillis } = contact();
    if (now >= wantedUntilMillis(query, periodMillis, now)) query.isWanted = false;
    if (query.isWanted && hasPassed(periodMillis, query.sentAtMillis, now)) sendOne(query);
    if (!query.isWanted && now - query.readAtMillis > forgetMillis) queries.forget(query);
  }

  return {
    send: sendOne,
    sendAll,
    tend: () => {
      if (isSendAllDue) sendAll();
      for (const query of queries) tendOne(query);
    },
  };
}

/** A moment in the future has passed as well: the clock was put back. */
function hasPassed(millis: number, sinceMillis: number, nowMillis: number): boolean {
  return nowMillis - sinceMillis >= millis || nowMillis < sinceMillis;
}

function toWanted({ answer, points, want }: MutableQuery, untilMillis: number): MetricWanted {
  return {
    ...want,
    points,
    expiresAtSeconds: Math.ceil(untilMillis / 1000),
    ...(answer !== undefined && { heardAtMillis: answer.attemptedAtMillis }),
  };
}
