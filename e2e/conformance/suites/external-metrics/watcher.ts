import {
  applyReferences,
  type Autoscaler,
  type MetricDefinition,
  type MetricState,
  newMetricState,
  type ObjectSelector,
  parseLabelSelector,
  planReferences,
  type ReferencePlan,
} from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { sha256Hex } from './codes.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json } from './vector.ts';

interface Source {
  readonly ns: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly external?: readonly (string | ({ readonly name: string } & ObjectSelector))[];
}

interface Stored {
  readonly id: string;
  readonly active?: boolean;
  readonly valid?: boolean;
  readonly references?: string;
  readonly alwaysActive?: boolean;
  readonly autogen?: boolean;
  readonly idleHours?: number;
}

const idle = {
  active: false,
  alwaysActive: false,
  autogen: false,
  idleHours: 0,
  references: '',
  valid: false,
} as const;

interface Input {
  readonly hpas?: readonly Source[];
  readonly wpas?: readonly Source[];
  readonly store?: readonly Stored[];
  readonly autogenEnabled?: boolean;
  readonly autogenNamespace?: string;
  readonly autogenSelector?: string;
}

const nowMillis = defaultNowSeconds * 1000;

export const run: GroupRunner = (vector) => {
  const input = vector.input as Input;
  const selector = parseLabelSelector(input.autogenSelector ?? '');
  if (!selector.ok) return { ok: false, diff: selector.message };
  const metrics = new Map((input.store ?? []).map((stored) => [stored.id, toState(stored)]));
  const plan = planReferences({
    autoscalers: [...toAutoscalers('hpa', input.hpas), ...toAutoscalers('wpa', input.wpas)],
    metrics,
    options: {
      aggregator: 'avg',
      rollupSeconds: 30,
      autogenEnabled: input.autogenEnabled ?? true,
      autogenNamespace: input.autogenNamespace ?? 'default',
      autogenSelector: selector.selector,
    },
    nowMillis,
    sha256Hex,
  });
  return check(expectation(vector), plan, metrics);
};

function toAutoscalers(kind: Autoscaler['kind'], sources: readonly Source[] = []): Autoscaler[] {
  return sources.map(({ external = [], labels = {}, name, ns }) => ({
    kind,
    namespace: ns,
    name,
    labels,
    externalMetrics: external.map((metric) => {
      if (typeof metric === 'string') return { name: metric };
      const { name: metricName, ...selector } = metric;
      return { name: metricName, selector };
    }),
  }));
}

function toState(stored: Stored): MetricState {
  const { active, alwaysActive, autogen, id, idleHours, references, valid } = { ...idle, ...stored };
  const [namespace = '', name = ''] = id.split('/');
  const definition: MetricDefinition = {
    namespace,
    name,
    query: 'avg:m{*}',
    resolvedQuery: 'avg:m{*}',
    problem: undefined,
    externalMetricName: autogen ? 'm' : '',
    alwaysActive,
    maxAgeSeconds: 0,
    timeWindowSeconds: 0,
  };
  return {
    ...newMetricState(definition, nowMillis - idleHours * 3_600_000),
    active,
    valid,
    references: references === '' ? [] : references.split(', '),
  };
}

function check(expected: Json, plan: ReferencePlan, before: ReadonlyMap<string, MetricState>): CaseResult {
  const after = new Map(before);
  for (const update of plan.updates) {
    const state = before.get(update.key);
    if (state !== undefined) after.set(update.key, applyReferences(state, update, nowMillis));
  }
  return allOk(Object.entries(expected).map(([key, value]) => checkKey(key, value, { plan, before, after })));
}

interface Run {
  readonly plan: ReferencePlan;
  readonly before: ReadonlyMap<string, MetricState>;
  readonly after: ReadonlyMap<string, MetricState>;
}

function checkKey(key: string, expected: unknown, { plan, before, after }: Run): CaseResult {
  const created = plan.create.map(({ name, namespace, references, ...rest }) => ({
    ...rest,
    id: `${namespace}/${name}`,
    references: references.join(', '),
    active: true,
    valid: false,
  }));
  switch (key) {
    case 'store':
      return compareJson(byId(expected), byId([...after].map(([id, state]) => describe(id, state))), { subset: true });
    case 'created':
      return allOk([
        compareJson(Array.isArray(expected) ? expected.length : 0, created.length),
        compareJson(byId(expected), byId(created), { subset: true }),
      ]);
    case 'createdFor':
      return compareJson(asSet(expected), asSet(plan.create.flatMap(({ references }) => references)));
    case 'deleted':
      return compareJson(asSet(expected), asSet(plan.remove));
    case 'deactivated':
      return compareJson(asSet(expected), asSet(changed(before, after, true)));
    case 'activated': {
      const activated = changed(before, after, false).map((id) => [id, after.get(id)?.references.join(', ')]);
      return compareJson(expected, Object.fromEntries(activated));
    }
    default:
      return { ok: true };
  }
}

function changed(before: Run['before'], after: Run['after'], wasActive: boolean): string[] {
  return [...before].flatMap(([id, { active }]) =>
    active === wasActive && after.get(id)?.active === !wasActive ? [id] : [],
  );
}

function describe(id: string, { active, references, valid }: MetricState): Json {
  return { id, active, valid, references: references.join(', ') };
}

function byId(list: unknown): Json {
  return Object.fromEntries((Array.isArray(list) ? (list as { id: string }[]) : []).map((item) => [item.id, item]));
}

function asSet(list: unknown): string[] {
  return Array.isArray(list) ? [...new Set(list.map(String))].sort() : [];
}
