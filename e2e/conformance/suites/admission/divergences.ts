import type { JsonObject, JsonValue } from '@dogwatch/admission';
import type { CaseResult } from '../../suite.ts';
import { compareJson } from '../../compare.ts';
import { fail, type Expected, type Vector } from './vector.ts';

/** What is checked where a case describes a defect in words: other expectations, or a check of the resulting pod. */
export interface Divergence {
  readonly expected?: (expected: Expected) => Expected;
  readonly check?: (actual: JsonValue, original: JsonValue) => CaseResult;
}

interface NamedContainer extends JsonObject {
  readonly name: string;
  readonly env?: readonly (JsonObject & { readonly name: string; readonly value?: string })[];
  readonly resources?: JsonObject;
}

interface PodLike extends JsonObject {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly NamedContainer[];
    readonly initContainers?: readonly NamedContainer[];
  };
}

const errorAnnotation = 'internal.apm.datadoghq.com/injection-error';

/** Case to what is checked in its stead. */
export const divergences: Readonly<Record<string, Divergence>> = {
  'tags/owner-job-does-not-climb-to-cronjob': {
    expected: () => ({ outcome: 'mutated' }),
    check: (actual) =>
      compareJson(
        ['DD_VERSION=7', 'DD_SERVICE=dd-agent', 'DD_ENV=dev'],
        containers(actual)[0]
          ?.env?.slice(0, 3)
          .map(({ name, value }) => `${name}=${value}`),
      ),
  },
  'ssi/label-invalid-denies': {
    expected: () => ({ target: 'Default', libraries: [{ image: 'registry/dd-lib-js-init:v5' }] }),
  },
  'lib-v2/container-scoped-annotation-still-mounts-everywhere': {
    expected: ({ pod }) => ({
      pod: mapContainers(pod, 'containers', (container) => {
        if (container.name !== 'sidecar') return container;
        const { env: _, volumeMounts: __, ...rest } = container;
        return rest;
      }),
    }),
  },
  'lib-v2/ld-preload-valueFrom': {
    expected: () => ({ outcome: 'mutated' }),
    check: (actual, original) => {
      if ((actual as PodLike).metadata.annotations?.[errorAnnotation] === undefined)
        return fail(`there is no annotation ${errorAnnotation}`);
      return compareJson(preloadOf(original), preloadOf(actual));
    },
  },
  'resources/low-request-without-limit': {
    expected: () => ({ pod: undefined }),
    check: (actual) => {
      const { metadata, spec } = actual as PodLike;
      if (metadata.annotations?.[errorAnnotation] !== undefined) return fail(`there is ${errorAnnotation}`);
      const cpu = spec.initContainers?.map(({ resources }) => {
        const { requests, limits } = (resources ?? {}) as Readonly<Record<string, JsonObject | undefined>>;
        return { request: requests?.['cpu'] ?? null, limit: limits?.['cpu'] ?? null };
      });
      return compareJson(
        [
          { request: '10m', limit: null },
          { request: '10m', limit: null },
        ],
        cpu,
      );
    },
  },
  'service-name/from-job': {
    expected: ({ pod }) => ({
      pod: mapContainers(mapContainers(pod, 'containers', withoutRunNumber), 'initContainers', withoutRunNumber),
    }),
  },
  'lib-v1/seed-python-first-release': {
    expected: ({ match }) => ({
      match: mapContainers(match, 'initContainers', (container) => ({
        ...container,
        name: 'datadog-lib-python-init',
      })),
    }),
  },
};

/**
 * What must come out: what the table above says, or else `expected` under the keys of a recommendation; when that turns a
 * success into a refusal, the recommendation alone.
 */
export function expectationOf({ name, stance, expected, recommended }: Vector): Expected {
  const listed = divergences[name];
  if (listed !== undefined) return { ...expected, ...listed.expected?.(expected) };
  if (stance !== 'diverge' || typeof recommended !== 'object' || recommended === null) return expected;
  const entries = Object.entries(recommended).filter(([key]) => key !== 'note' && key !== 'inProcess');
  const keys: Expected = Object.fromEntries(entries);
  return refuses(keys) && !refuses(expected) ? keys : { ...expected, ...keys };
}

function refuses(given: Expected): boolean {
  return 'error' in given || Number(given['status']) >= 400;
}

function containers(pod: JsonValue): readonly NamedContainer[] {
  return (pod as PodLike).spec.containers;
}

function mapContainers(
  pod: JsonValue | undefined,
  list: 'containers' | 'initContainers',
  map: (container: NamedContainer) => JsonObject,
): JsonValue {
  const { spec, ...rest } = pod as PodLike;
  return { ...rest, spec: { ...spec, [list]: (spec[list] ?? []).map(map) } };
}

function preloadOf(pod: JsonValue): JsonObject | undefined {
  return containers(pod)[0]?.env?.find(({ name }) => name === 'LD_PRELOAD');
}

function withoutRunNumber({ env, ...container }: NamedContainer): JsonObject {
  const renamed = env?.map(({ value, ...variable }) => ({
    ...variable,
    ...(value !== undefined && { value: value.replace(/^((?:owner=)?nightly)-\d+$/, '$1') }),
  }));
  return { ...container, ...(renamed && { env: renamed }) };
}
