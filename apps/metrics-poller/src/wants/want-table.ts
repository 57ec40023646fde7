import type { MetricSeriesAnswer, MetricWanted } from '@dogwatch/messages';
import { defaultSeriesPoints } from '@dogwatch/messages';
import { blamesQuery, failure, type Failure, keepsValue, maxSuspectsPerCycle, type Want } from '@dogwatch/scaling';
import type { AskResult, AskTrace } from '../poll/run-request.js';
import { parseWantedQuery } from './parse-wanted-query.js';
import { toRefusedAnswer, toSeriesAnswer, toWantKey, type WantKey } from './to-series-answer.js';

/** One want: who asks for the same is one. */
export interface WantEntry extends WantKey {
  readonly key: string;
  /** The queries that it consists of. */
  readonly parts: readonly string[];
  readonly expiresAtMillis: number;
  /** Most points of each series that somebody needs. */
  readonly points: number;
  /** Whether Datadog refused it, so that it must not share a request. */
  readonly isSuspect: boolean;
  readonly answer: MetricSeriesAnswer | undefined;
  /** How its first query was last asked for. */
  readonly trace: AskTrace | undefined;
  /** What the attempt under way has given, by part. */
  readonly results: ReadonlyMap<number, AskResult>;
}

/** What came of a message. */
export type Observed =
  | { readonly ok: true; readonly entry: WantEntry; readonly isNew: boolean; readonly needsMorePoints: boolean }
  | Failure;

/** The wants that are polled, a bounded number. */
export interface WantTable {
  readonly entries: ReadonlyMap<string, WantEntry>;
  /** Adds or prolongs a want; refuses what cannot be asked for, and new ones when the table is full. */
  observe(want: MetricWanted): Observed;
  /** Forgets what has expired, and gives it. */
  expire(): readonly WantEntry[];
  /** What to ask for to answer these, as much as may be in one cycle. */
  plan(entries: Iterable<WantEntry>): readonly Want[];
  /** The want that a key of `plan` belongs to. */
  ofPart(partKey: string): WantEntry | undefined;
  /** Takes the result for a key of `plan`; gives the want; without open `results`, it has a new answer. */
  applyResult(partKey: string, result: AskResult): WantEntry | undefined;
  /** Takes that a key of `plan` cannot be sent. */
  refuse(partKey: string, problem: Failure): WantEntry | undefined;
}

/** What a table needs. */
export interface WantTableOptions {
  /** Most wants at once. */
  readonly limit: number;
  /** Most characters of a query. */
  readonly maxQueryLength: number;
  readonly nowMillis: () => number;
}

/** A want whose sender's clock is wrong must not stay for ever. */
const maxLifeMillis = 3_600_000;

/** The key of a want; never that of a DatadogMetric, which begins with a letter or a digit. */
export function printWantKey({ org, query, ageSeconds, offsetSeconds }: WantKey): string {
  return JSON.stringify([org, query, ageSeconds, offsetSeconds]);
}

const partSeparator = '#';

function parsePartKey(partKey: string): { readonly key: string; readonly part: number } {
  const end = partKey.lastIndexOf(partSeparator);
  return { key: partKey.slice(0, end), part: Number(partKey.slice(end + 1)) };
}

/** An empty table. */
export function createWantTable(options: WantTableOptions): WantTable {
  const { nowMillis } = options;
  const entries = new Map<string, WantEntry>();
  const set = (entry: WantEntry): WantEntry => {
    entries.set(entry.key, entry);
    return entry;
  };
  const ofPart = (partKey: string): WantEntry | undefined => entries.get(parsePartKey(partKey).key);
  return {
    entries,
    expire: () => expire(entries, nowMillis()),
    ofPart,
    observe(want) {
      const observed = observe(want, entries, options);
      if (observed.ok) set(observed.entry);
      return observed;
    },
    plan: planEntries,
    applyResult(partKey, result) {
      const entry = ofPart(partKey);
      return entry && set(withResult(entry, parsePartKey(partKey).part, result));
    },
    refuse(partKey, problem) {
      const entry = ofPart(partKey);
      return entry && set({ ...entry, answer: toRefusedAnswer(entry, problem, nowMillis()) });
    },
  };
}

type Entries = Map<string, WantEntry>;

function expire(entries: Entries, now: number): readonly WantEntry[] {
  const expired = [...entries.values()].filter(({ expiresAtMillis }) => expiresAtMillis <= now);
  for (const { key } of expired) entries.delete(key);
  return expired;
}

/** The entry of a want, as it is to be from now on. */
function observe(
  want: MetricWanted,
  entries: Entries,
  { limit, maxQueryLength, nowMillis }: WantTableOptions,
): Observed {
  const now = nowMillis();
  const known = entries.get(printWantKey(want));
  if (known !== undefined) {
    const entry = prolong(known, want, now);
    return { ok: true, entry, isNew: false, needsMorePoints: entry.points > known.points };
  }
  if (entries.size >= limit) expire(entries, now);
  if (entries.size >= limit) return full(limit);
  const parsed = parseWantedQuery(want.query, maxQueryLength);
  if (!parsed.ok) return parsed;
  return { ok: true, entry: prolong(toEntry(want, parsed.parts), want, now), isNew: true, needsMorePoints: false };
}

function full(limit: number): Failure {
  const message = `metrics-poller already polls ${limit} wanted queries; raise DD_METRIC_WANTS_LIMIT, or want fewer`;
  return failure('TooManyWants', message);
}

function toEntry(want: MetricWanted, parts: readonly string[]): WantEntry {
  return {
    ...toWantKey(want),
    key: printWantKey(want),
    parts,
    expiresAtMillis: 0,
    points: 0,
    isSuspect: false,
    answer: undefined,
    trace: undefined,
    results: new Map(),
  };
}

function prolong(entry: WantEntry, want: MetricWanted, now: number): WantEntry {
  const { points = defaultSeriesPoints, expiresAtSeconds } = want;
  const expiresAtMillis = Math.min(expiresAtSeconds * 1000, now + maxLifeMillis);
  return {
    ...entry,
    expiresAtMillis: Math.max(entry.expiresAtMillis, expiresAtMillis),
    points: Math.max(entry.points, points),
  };
}

/** Refused ones are asked for alone, and only a few of each organization at a time, so that they do not eat up its budget. */
function planEntries(entries: Iterable<WantEntry>): readonly Want[] {
  const suspects = new Map<string, number>();
  const longestWaitingFirst = [...entries].sort((a, b) => attemptedAt(a) - attemptedAt(b));
  return longestWaitingFirst.flatMap((entry) => {
    const count = suspects.get(entry.org) ?? 0;
    if (entry.isSuspect && count >= maxSuspectsPerCycle) return [];
    if (entry.isSuspect) suspects.set(entry.org, count + 1);
    return toWants(entry);
  });
}

function attemptedAt({ answer }: WantEntry): number {
  return answer?.attemptedAtMillis ?? 0;
}

function toWants({ key, org, parts, ageSeconds, offsetSeconds, isSuspect }: WantEntry): readonly Want[] {
  return parts.map((query, part) => ({
    key: `${key}${partSeparator}${part}`,
    org,
    query,
    windowSeconds: ageSeconds,
    offsetSeconds,
    alone: isSuspect,
  }));
}

/** The entry with this result; with a new answer when every part has one. */
function withResult(entry: WantEntry, part: number, result: AskResult): WantEntry {
  const results = new Map([...entry.results, [part, result]]);
  const inOrder = entry.parts.flatMap((_, index) => results.get(index) ?? []);
  if (inOrder.length < entry.parts.length) return { ...entry, results };
  return {
    ...entry,
    results: new Map(),
    answer: toSeriesAnswer(entry, inOrder, entry.answer),
    isSuspect: inOrder.some(
      ({ outcome }) => !outcome.ok && (blamesQuery(outcome) || (entry.isSuspect && keepsValue(outcome.reason))),
    ),
    trace: inOrder[0]?.trace,
  };
}
