import { planBatches } from '@dogwatch/query';
import type { ScalingOptions } from './options.js';
import { failure, type Failure } from './reasons.js';
import type { Want } from './wants.js';

/** One request to Datadog. */
export interface PollRequest {
  readonly org: string;
  readonly windowSeconds: number;
  readonly offsetSeconds: number;
  /** Distinct queries. */
  readonly queries: readonly string[];
  /** Query -> the keys of the wants that it answers. */
  readonly keysByQuery: ReadonlyMap<string, readonly string[]>;
}

/** The requests of a cycle. */
export interface RequestPlan {
  readonly requests: readonly PollRequest[];
  /** Key -> why its query cannot be sent at all. */
  readonly refused: ReadonlyMap<string, Failure>;
}

const encodedOverhead = 16;

interface Group {
  readonly org: string;
  readonly windowSeconds: number;
  readonly offsetSeconds: number;
  /** Query -> keys, in the order first seen. */
  readonly keysByQuery: Map<string, string[]>;
  readonly alone: Set<string>;
}

/**
 * Puts wants into as few requests as the limits allow: grouped by organisation, window and offset, each query once. A query
 * that one of its wants asks for alone goes alone. One that is too long for any request is refused, and hurts no other.
 */
export function planRequests(
  wants: Iterable<Want>,
  options: Pick<ScalingOptions, 'chunkSize' | 'maxEncodedLength'>,
): RequestPlan {
  const refused = new Map<string, Failure>();
  const requests = [...groupWants(wants)].flatMap((group) => planGroup(group, options, refused));
  return { requests, refused };
}

function groupWants(wants: Iterable<Want>): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const { org, windowSeconds, offsetSeconds, query, key, alone } of wants) {
    const id = JSON.stringify([org, windowSeconds, offsetSeconds]);
    const group = groups.get(id) ?? { org, windowSeconds, offsetSeconds, keysByQuery: new Map(), alone: new Set() };
    groups.set(id, group);
    const keys = group.keysByQuery.get(query);
    if (keys === undefined) group.keysByQuery.set(query, [key]);
    else keys.push(key);
    if (alone) group.alone.add(query);
  }
  return groups.values();
}

function planGroup(
  group: Group,
  { chunkSize, maxEncodedLength }: Pick<ScalingOptions, 'chunkSize' | 'maxEncodedLength'>,
  refused: Map<string, Failure>,
): PollRequest[] {
  const limits = { maxQueries: Math.max(chunkSize, 1), maxEncodedLength, perQueryOverhead: encodedOverhead };
  const all = [...group.keysByQuery.keys()];
  const shared = all.filter((query) => !group.alone.has(query));
  const alone = all.filter((query) => group.alone.has(query));
  const plans = [
    { queries: shared, plan: planBatches(shared, limits) },
    { queries: alone, plan: planBatches(alone, { ...limits, maxQueries: 1 }) },
  ];
  for (const { queries, plan } of plans)
    for (const index of plan.tooLong) refuse(group, queries[index] ?? '', maxEncodedLength, refused);
  return plans.flatMap(({ plan }) => plan.batches.map((queries) => toRequest(group, queries)));
}

function refuse(group: Group, query: string, limit: number, refused: Map<string, Failure>): void {
  const message = `the query of ${query.length} characters does not fit a request, which may have ${limit} when URL-encoded; shorten it`;
  for (const key of group.keysByQuery.get(query) ?? []) refused.set(key, failure('QueryTooLong', message));
}

function toRequest({ org, windowSeconds, offsetSeconds, keysByQuery }: Group, queries: readonly string[]): PollRequest {
  return {
    org,
    windowSeconds,
    offsetSeconds,
    queries,
    keysByQuery: new Map(queries.map((query) => [query, keysByQuery.get(query) ?? []])),
  };
}
