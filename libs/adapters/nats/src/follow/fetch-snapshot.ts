import { type MetricSnapshot, metricSnapshot, metricSnapshotSubject, type MetricValue } from '@dogwatch/messages';
import type { NatsLink } from '../link/nats-link.js';
import type { NatsReason } from '../reasons.js';

/** All values of the leader as of one moment, or why there are none. */
export type FetchedSnapshot =
  | {
      readonly ok: true;
      /** How far the events of this leadership had come. */
      readonly position: { readonly epoch: string; readonly sequence: number };
      readonly values: readonly MetricValue[];
    }
  | { readonly ok: false; readonly reason: string; readonly message: string };

const pageTimeoutMillis = 5000;
// far above what a cluster holds: ends a leader whose pages never end
const maxPages = 10_000;

/**
 * Asks the leader for all values, page by page. The position is that of the first page: what changes after it arrives as
 * events. A leader that changes in between makes the snapshot worthless.
 */
export async function fetchSnapshot(link: Pick<NatsLink, 'requestJson'>): Promise<FetchedSnapshot> {
  const pages: MetricSnapshot[] = [];
  let cursor: string | undefined;
  do {
    const answer = await link.requestJson(metricSnapshotSubject, {}, cursor === undefined ? {} : { cursor }, {
      schema: metricSnapshot,
      timeoutMillis: pageTimeoutMillis,
    });
    if (!answer.ok) return answer;
    const { epoch } = pages[0] ?? answer.value;
    if (answer.value.epoch !== epoch) {
      return {
        ok: false,
        reason: 'LeaderChanged' satisfies NatsReason,
        message: 'another metrics-poller became leader during the snapshot',
      };
    }
    pages.push(answer.value);
    cursor = answer.value.next;
  } while (cursor !== undefined && pages.length < maxPages);
  const [first] = pages;
  if (first === undefined || cursor !== undefined) {
    return {
      ok: false,
      reason: 'EndlessSnapshot' satisfies NatsReason,
      message: `the snapshot does not end within ${maxPages} pages`,
    };
  }
  return {
    ok: true,
    position: { epoch: first.epoch, sequence: first.sequence },
    values: pages.flatMap(({ values }) => values),
  };
}
