import {
  internalError,
  toValueList,
  type MetricRequest,
  type ExternalMetricValueList,
  type Status,
} from '@dogwatch/external-metrics-api';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { withApi, type Behaviour, type Call, type CallAnswer } from './api-fixture.ts';
import { defaultNowSeconds, expectation, type Json, type Vector } from './vector.ts';

interface HttpInput {
  readonly method: string;
  readonly path: string;
  readonly as: 'admin' | 'aggregator' | 'anonymous' | 'reader';
  readonly headers?: Readonly<Record<string, string>>;
  readonly providerError?: string;
}

type Review = Readonly<Record<string, unknown>>;

const timestamp = new Date(defaultNowSeconds * 1000).toISOString().replace('.000Z', 'Z');

/** Requests over HTTPS against a server in which every metric is 0.19999875128269196 and `empty` is an empty list. */
export async function run(vector: Vector): Promise<CaseResult> {
  const input = vector.input as unknown as HttpInput;
  const reviews: Review[] = [];
  const answer = await withApi(behave(input, reviews), async (send) => send(toCall(input)));
  return check(expectation(vector), answer, reviews);
}

function behave({ providerError }: HttpInput, reviews: Review[]): Behaviour {
  return {
    trustData: {},
    nowMillis: () => defaultNowSeconds * 1000,
    reviewToken: async (token) => ({
      ok: true,
      value: { spec: {}, status: { authenticated: true, user: { username: token, groups: groupsOf(token) } } },
    }),
    reviewAccess: async (spec) => {
      const asked = { ...spec.resourceAttributes, ...spec.nonResourceAttributes };
      reviews.push(asked);
      return { ok: true, value: { spec, status: { allowed: isAllowed(spec.user, asked.verb) } } };
    },
    serve: (request) => serve(request, providerError),
  };
}

function groupsOf(user: string): readonly string[] {
  return user === 'aggregator' ? ['system:masters'] : [];
}

function isAllowed(user: string | undefined, verb: string | undefined): boolean {
  return user === 'admin' || (user === 'reader' && (verb === 'get' || verb === 'list'));
}

function serve({ metric }: MetricRequest, providerError: string | undefined): ExternalMetricValueList | Status {
  if (providerError !== undefined) return internalError(providerError);
  if (metric === 'empty') return toValueList([]);
  const value = '199998752n';
  return toValueList([{ metricName: metric, metricLabels: null, timestamp, value }]);
}

function toCall({ method, path, as, headers = {} }: HttpInput): Call {
  const credentials = as === 'anonymous' ? [] : ['Authorization', `Bearer ${as}`];
  return { method, path, headers: [...credentials, ...Object.entries(headers).flat()] };
}

function check(expected: Json, answer: CallAnswer, reviews: readonly Review[]): CaseResult {
  const alternatives = expected['oneOf'];
  if (Array.isArray(alternatives)) {
    const results = alternatives.map((alternative: Json) => check(alternative, answer, reviews));
    return results.find(({ ok }) => ok === true) ?? results[0] ?? { ok: false, diff: 'oneOf is empty' };
  }
  return allOk(
    Object.entries(expected).map(([key, value]) => {
      const test = checks[key];
      return test === undefined ? { ok: true } : test(value, answer, reviews);
    }),
  );
}

type Body = Json & { readonly items?: readonly Json[] };

type Check = (expected: unknown, answer: CallAnswer, reviews: readonly Review[]) => CaseResult;

const checks: Readonly<Record<string, Check>> = {
  status: (expected, { status }) => compareJson(expected, status),
  statusIn: (expected, { status }) => isIn(expected, status),
  contentType: (expected, { headers }) => compareJson(expected, headers['content-type']),
  contentTypeIn: (expected, { headers }) => isIn(expected, headers['content-type']),
  body: (expected, { body }) => compareJson(expected, parse(body)),
  bodySubset: (expected, { body }) => compareJson(expected, parse(body), { subset: true }),
  rawBody: (expected, { body }) => compareJson(expected, String(body)),
  hex: (expected, { body }) => compareJson(expected, body.toString('hex')),
  hexPrefix: (expected, { body }) => compareJson(true, body.toString('hex').startsWith(String(expected))),
  reason: (expected, { body }) => compareJson(expected, parse(body).reason),
  message: (expected, { body }) => compareJson(expected, parse(body).message),
  metricName: (expected, { body }) => compareJson(expected, parse(body).items?.[0]?.metricName),
  mustListGroup: (expected, { body }) => compareJson(true, String(body).includes(String(expected))),
  sar: (expected, _, reviews) => compareJson(expected, reviews.at(-1), { subset: true }),
};

/** A body that is no JSON fits no expectation on JSON; other alternatives may still fit. */
function parse(body: Buffer): Body {
  try {
    return JSON.parse(String(body));
  } catch {
    return {};
  }
}

function isIn(expected: unknown, actual: unknown): CaseResult {
  const isListed = Array.isArray(expected) && expected.includes(actual);
  return isListed
    ? { ok: true }
    : { ok: false, diff: `expected one of ${JSON.stringify(expected)}, got ${String(actual)}` };
}
