import type { MetricWanted } from '@dogwatch/messages';
import { type Failure, failure } from '@dogwatch/scaling';
import { createRareLog, type Logger } from '@dogwatch/telemetry';
import type { PolledWants } from './polled-wants.js';
import type { SeriesPublisher } from './series-publisher.js';
import { toRefusedAnswer } from './to-series-answer.js';
import { createWantTable, printWantKey, type WantEntry, type WantTable } from './want-table.js';

/** The wants of others and the answers to them: what is heard goes in, what the poller finds goes out. */
export interface PollerWants extends PolledWants {
  readonly entries: ReadonlyMap<string, WantEntry>;
  /** Takes a message; true when there is something new to ask for or to publish. */
  observe(want: MetricWanted): boolean;
  /** Says that this replica leads. */
  signOfLife(): void;
  /** Why a want would be refused before it is looked at; undefined when it would not. */
  refusalOf(org: string): Failure | undefined;
}

/** What happens to wants, for metrics. */
export interface WantEvents {
  refused?(reason: string): void;
  /** An attempt has ended; the reason is empty when it gave series. */
  answered?(event: { readonly org: string; readonly reason: string }): void;
}

/** What it needs. */
export interface PollerWantsOptions {
  /** The organizations whose keys there are. */
  readonly orgs: readonly string[];
  /** Most wants at once. */
  readonly limit: number;
  /** Most characters of a query. */
  readonly maxQueryLength: number;
  readonly publisher: SeriesPublisher;
  readonly nowMillis: () => number;
  readonly log: Logger;
  readonly events?: WantEvents;
}

/** See `PollerWants`; nobody wants anything yet. */
export function createPollerWants(options: PollerWantsOptions): PollerWants {
  const { publisher, log } = options;
  const table = createWantTable(options);
  const newKeys = new Set<string>();
  const noteAnswer = createAnswerSink(options);
  return {
    ...createListener(options, table, newKeys),
    entries: table.entries,
    take(which) {
      const keys = which === 'all' ? [...table.entries.keys()] : [...newKeys];
      newKeys.clear();
      return table.plan(keys.flatMap((key) => table.entries.get(key) ?? []));
    },
    answeredAtMillis: (key) => table.ofPart(key)?.answer?.answeredAtMillis ?? 0,
    seriesPoints(keys) {
      const points = [...keys].flatMap((key) => table.ofPart(key)?.points ?? []);
      return points.length === 0 ? undefined : Math.max(...points);
    },
    applyResult(key, result) {
      const entry = table.applyResult(key, result);
      // an attempt of several queries ends with the last of them
      if (entry?.results.size === 0) noteAnswer(entry);
      return entry !== undefined;
    },
    refuse(key, problem) {
      const entry = table.refuse(key, problem);
      if (entry !== undefined) noteAnswer(entry);
      return entry !== undefined;
    },
    flush: () => publisher.flush(),
    signOfLife: () => publisher.signOfLife(),
    beginPeriod() {
      for (const { org, query } of table.expire())
        log.debug({ org, query }, 'A query is no longer polled, for nobody has wanted it again in time.');
      publisher.signOfLife();
    },
  };
}

function createAnswerSink({ publisher, events = {} }: PollerWantsOptions): (entry: WantEntry) => void {
  return ({ key, org, answer }) => {
    if (answer === undefined) return;
    publisher.add(key, answer);
    events.answered?.({ org, reason: answer.reason });
  };
}

function createListener(
  options: PollerWantsOptions,
  table: WantTable,
  newKeys: Set<string>,
): Pick<PollerWants, 'observe' | 'refusalOf'> {
  const { orgs, publisher, nowMillis, log, events = {} } = options;
  const { warn } = createRareLog(log);
  const refusalOf = (org: string): Failure | undefined => (orgs.includes(org) ? undefined : unknown(org, orgs));
  const refuse = (want: MetricWanted, problem: Failure): void => {
    const { reason, message } = problem;
    events.refused?.(reason);
    warn({ reason, org: want.org, query: want.query, cause: message }, 'A wanted query is not polled.');
    publisher.add(printWantKey(want), toRefusedAnswer(want, problem, nowMillis()));
  };
  /** Whether the sender lacks the answer there is; then it goes out again. */
  const repeatAnswer = ({ key, answer }: WantEntry, heardAtMillis: number | undefined): boolean => {
    if (answer === undefined || answer.attemptedAtMillis === heardAtMillis) return false;
    publisher.add(key, answer);
    return true;
  };
  const observe = (want: MetricWanted): boolean => {
    if (want.expiresAtSeconds * 1000 <= nowMillis()) {
      warn({ reason: 'ExpiredWant', org: want.org, query: want.query }, expired);
      return false;
    }
    const observed = refusalOf(want.org) ?? table.observe(want);
    if (!observed.ok) {
      refuse(want, observed);
      return true;
    }
    const { entry, isNew, needsMorePoints } = observed;
    if (isNew) log.debug({ org: entry.org, query: entry.query }, 'A wanted query is polled from now on.');
    const isDue = isNew || needsMorePoints;
    if (isDue) newKeys.add(entry.key);
    return repeatAnswer(entry, want.heardAtMillis) || isDue;
  };
  return { observe, refusalOf };
}

const expired =
  'A want had expired before it came and is ignored; compare the clock of its sender with that of this replica.';

function unknown(org: string, orgs: readonly string[]): Failure {
  const message = `metrics-poller holds no keys of an organization "${org.slice(0, 100)}"; it has ${orgs.join(', ')} (DD_ORGS)`;
  return failure('UnknownOrg', message);
}
