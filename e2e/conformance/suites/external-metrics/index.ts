import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { run as alwaysActive } from './always-active.ts';
import { run as apiErrorClass } from './api-error-class.ts';
import { run as apiRequest } from './api-request.ts';
import { run as auth } from './auth.ts';
import { run as backoff } from './backoff.ts';
import { run as batching } from './batching.ts';
import { run as datadogmetricRefParse } from './datadogmetric-ref-parse.ts';
import { run as duration } from './duration.ts';
import { run as endpointFailover } from './endpoint-failover.ts';
import { run as follower } from './follower.ts';
import { run as hpaCase } from './hpa-case.ts';
import { run as hpaClient } from './hpa-client.ts';
import { run as hpaQuery } from './hpa-query.ts';
import { run as http } from './http.ts';
import { run as quantity } from './quantity.ts';
import { run as queryValidation } from './query-validation.ts';
import { run as retrieverState } from './retriever-state.ts';
import { run as selectorLookup } from './selector-lookup.ts';
import { run as seriesResponse } from './series-response.ts';
import { run as serve } from './serve.ts';
import { run as staleness } from './staleness.ts';
import { run as status } from './status.ts';
import { run as template } from './template.ts';
import { run as timeWindow } from './time-window.ts';
import { run as watcher } from './watcher.ts';
import type { GroupRunner, Vector } from './vector.ts';

/** Group -> what runs its vectors. A group that is not here is skipped, by name. */
const groups: Readonly<Record<string, GroupRunner>> = {
  'always-active': alwaysActive,
  'api-error-class': apiErrorClass,
  'api-request': apiRequest,
  auth,
  backoff,
  batching,
  'datadogmetric-ref-parse': datadogmetricRefParse,
  duration,
  'endpoint-failover': endpointFailover,
  follower,
  'hpa-case': hpaCase,
  'hpa-client': hpaClient,
  'hpa-query': hpaQuery,
  http,
  quantity,
  'query-validation': queryValidation,
  'retriever-state': retrieverState,
  'selector-lookup': selectorLookup,
  'series-response': seriesResponse,
  serve,
  staleness,
  status,
  template,
  'time-window': timeWindow,
  watcher,
};

/** Stop what the groups have started (servers, simulators). */
const closers: readonly (() => Promise<void>)[] = [];

function* load(folder: string): Iterable<Case> {
  const { vectors = [] }: { vectors?: readonly Vector[] } = JSON.parse(
    readFileSync(join(folder, 'external-metrics.json'), 'utf8'),
  );
  for (const vector of vectors) yield { key: vector.id, group: vector.group, run: () => run(vector) };
}

function run(vector: Vector): CaseResult | Promise<CaseResult> {
  const runner = Object.hasOwn(groups, vector.group) ? groups[vector.group] : undefined;
  return runner?.(vector) ?? { ok: 'skipped', why: `the group ${vector.group} has no runner` };
}

export const suite: Suite = {
  name: 'external-metrics',
  load,
  close: async () => {
    await Promise.all(closers.map((close) => close()));
  },
};
