import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  objectAt,
  parseJson,
  textAt,
} from '@dogwatch/admission';

/** What the API server asks about one object, as far as we look at it. */
export interface ReviewRequest {
  /** The version of the review, in which it is answered. */
  readonly apiVersion: (typeof reviewVersions)[number];
  readonly uid: string;
  /** Of the object; authoritative, since the object itself often has none yet. */
  readonly namespace: string;
  readonly dryRun: boolean;
  /** The object as it came: nothing about it has been checked. */
  readonly object: JsonValue;
}

/** A review, or why it is none. */
export type ParsedReview =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly message: string };

/** What we say about an object. */
export interface ReviewAnswer {
  /** JSON text of the RFC 6902 operations; without it nothing changes. */
  readonly patch?: string;
  /** Shown to whoever creates the object. */
  readonly warnings?: readonly string[];
  /** What went wrong, for the API server's log; the object is admitted all the same. */
  readonly problem?: string;
}

const reviewVersions = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1'] as const;

/** Reads an AdmissionReview, of version v1 or v1beta1. */
export function parseReview(body: string): ParsedReview {
  const json = parseJson(body);
  if (!json.ok || !isJsonObject(json.value)) return refuse('the body is not a JSON object');
  const review = json.value;
  const apiVersion = textAt(review, 'apiVersion');
  const version = reviewVersions.find((known) => known === apiVersion);
  if (textAt(review, 'kind') !== 'AdmissionReview' || version === undefined) {
    const expected = `an AdmissionReview of ${reviewVersions.join(' or ')}`;
    return refuse(
      `expected ${expected}, got kind ${shown(review, 'kind')} of apiVersion ${shown(review, 'apiVersion')}`,
    );
  }
  const request = objectAt(review, 'request');
  const uid = textAt(request, 'uid') ?? '';
  if (uid === '') return refuse(`request.uid must be a text, got ${shown(request ?? {}, 'uid')}`);
  return {
    ok: true,
    request: {
      apiVersion: version,
      uid,
      namespace: textAt(request, 'namespace') ?? '',
      dryRun: memberOf(request, 'dryRun') === true,
      object: memberOf(request, 'object') ?? null,
    },
  };
}

/** The answer as JSON in ASCII, in the version of the question. The object is always admitted. */
export function printReview({ apiVersion, uid }: ReviewRequest, { patch, warnings, problem }: ReviewAnswer): string {
  const parts = [`"uid":${toAsciiJson(uid)}`, '"allowed":true'];
  // most of an answer is the patch, in which there is nothing to escape
  if (patch !== undefined) parts.push(`"patchType":"JSONPatch","patch":"${Buffer.from(patch).toString('base64')}"`);
  if (problem !== undefined) parts.push(`"status":${toAsciiJson({ message: problem })}`);
  if (warnings !== undefined && warnings.length > 0) parts.push(`"warnings":${toAsciiJson(warnings)}`);
  return `{"apiVersion":"${apiVersion}","kind":"AdmissionReview","response":{${parts.join()}}}`;
}

const isAscii = /^[\0-\x7f]*$/;

function toAsciiJson(value: JsonValue | readonly string[]): string {
  const json = JSON.stringify(value);
  return isAscii.test(json) ? json : json.replaceAll(/[^\0-\x7f]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function refuse(message: string): ParsedReview {
  return { ok: false, message };
}

function shown(object: JsonObject, key: string): string {
  const value = memberOf(object, key);
  return typeof value === 'string' ? `"${value.slice(0, 80)}"` : typeof value;
}
