import { toValueList } from '@dogwatch/external-metrics-api';
import { issueCertificate, type CertificatePair } from '@dogwatch/testing';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { sharedAuthorities, withApi, type Behaviour, type Call, type CallAnswer } from './api-fixture.ts';
import { expectation, type Json, type Vector } from './vector.ts';

interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface AuthInput {
  readonly method?: string;
  readonly path?: string;
  readonly bearer?: string;
  readonly authorization?: string;
  readonly clientCert?: { readonly ca: 'client-ca-file' | 'requestheader'; readonly cn: string; readonly o?: string[] };
  readonly rawHeaders?: readonly (readonly [string, string])[];
  readonly configMap?: Readonly<Record<string, readonly string[]>>;
  readonly tokenReview?: { readonly authenticated?: boolean; readonly user?: UserInfo; readonly error?: string };
  readonly sar?: { readonly allowed?: boolean; readonly denied?: boolean; readonly reason?: string };
  readonly calls?: readonly { readonly t: number }[];
}

type Spec = Readonly<Record<string, unknown>>;

/** What came out of all requests of a case. */
interface Observed {
  readonly answer: CallAnswer;
  /** The user info that access reviews carried. */
  readonly reviews: readonly Spec[];
  readonly tokenReviews: number;
}

const defaultPath = '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/foo';
const defaultConfigMap = {
  'requestheader-allowed-names': ['front-proxy'],
  'requestheader-username-headers': ['X-Remote-User'],
  'requestheader-group-headers': ['X-Remote-Group'],
  'requestheader-extra-headers-prefix': ['X-Remote-Extra-'],
};

/** Requests with all kinds of credentials over HTTPS with client certificates; the answers of the API server are scripted. */
export async function run(vector: Vector): Promise<CaseResult> {
  const observed = await observe(vector.input);
  return allOk(
    Object.entries(expectation(vector)).map(([key, value]) => checks[key]?.(value, observed) ?? { ok: true }),
  );
}

async function observe(input: AuthInput): Promise<Observed> {
  const reviews: Spec[] = [];
  const counts = { tokenReviews: 0 };
  // certificates are made now, so the clock starts now
  const startMillis = Date.now();
  const clock = { millis: startMillis };
  const behaviour: Behaviour = {
    trustData: await toTrustData(input),
    nowMillis: () => clock.millis,
    reviewToken: async () => {
      counts.tokenReviews += 1;
      return { ok: true, value: { spec: {}, status: { authenticated: false, ...input.tokenReview } } };
    },
    reviewAccess: async (spec) => {
      reviews.push({ ...spec });
      return { ok: true, value: { spec, status: { allowed: false, ...input.sar } } };
    },
    serve: () => toValueList([]),
  };
  const call = await toCall(input);
  const answer = await withApi(behaviour, async (send) => {
    const [first = { t: 0 }, ...rest] = input.calls ?? [];
    clock.millis = startMillis + first.t * 1000;
    let last = await send(call);
    for (const { t } of rest) {
      clock.millis = startMillis + t * 1000;
      last = await send(call);
    }
    return last;
  });
  return { answer, reviews, tokenReviews: counts.tokenReviews };
}

async function toTrustData({ configMap = defaultConfigMap }: AuthInput): Promise<Record<string, string>> {
  const { requestheader, client } = await sharedAuthorities();
  const lists = Object.entries(configMap).map(([key, list]) => [key, JSON.stringify(list)]);
  return {
    'requestheader-client-ca-file': requestheader.certificate,
    'client-ca-file': client.certificate,
    ...Object.fromEntries(lists),
  };
}

async function toCall(input: AuthInput): Promise<Call> {
  const authorization = input.authorization ?? (input.bearer === undefined ? undefined : `Bearer ${input.bearer}`);
  const certificate = await toCertificate(input.clientCert);
  return {
    method: input.method ?? 'GET',
    path: input.path ?? defaultPath,
    headers: [
      ...(authorization === undefined ? [] : ['Authorization', authorization]),
      ...(input.rawHeaders ?? []).flat(),
    ],
    ...(certificate && { certificate }),
  };
}

async function toCertificate(wanted: AuthInput['clientCert']): Promise<CertificatePair | undefined> {
  if (wanted === undefined) return undefined;
  const { requestheader, client } = await sharedAuthorities();
  const ca = wanted.ca === 'requestheader' ? requestheader : client;
  return issueCertificate({ ca, commonName: wanted.cn, organizations: wanted.o ?? [], usages: ['client'] });
}

type Check = (expected: unknown, observed: Observed) => CaseResult;

const checks: Readonly<Record<string, Check>> = {
  status: (expected, { answer }) => compareJson(expected, answer.status),
  message: (expected, { answer }) => compareJson(expected, parse(answer)['message']),
  details: (expected, { answer }) => compareJson(expected, parse(answer)['details']),
  body: (expected, { answer }) => compareJson(expected, parse(answer)),
  user: (expected, { reviews }) => compareJson(expected, reviews.at(-1)?.['user']),
  groups: (expected, { reviews }) => compareJson(expected, reviews.at(-1)?.['groups']),
  identity: (expected, { reviews }) => compareJson(expected, reviews.at(-1), { subset: true }),
  sarSpec: (expected, { reviews }) => compareJson(expected, reviews.at(-1), { subset: true }),
  nonResourceSar: (expected, { reviews }) =>
    compareJson(expected, reviews.at(-1)?.['nonResourceAttributes'], { subset: true }),
  sarCalls: (expected, { reviews }) => compareJson(expected, reviews.length),
  tokenReviewCalls: (expected, { tokenReviews }) => compareJson(expected, tokenReviews),
};

function parse({ body }: CallAnswer): Json {
  return JSON.parse(String(body));
}
