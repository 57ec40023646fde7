import { expect, test } from 'vitest';
import { parseReview, printReview } from './admission-review.js';

const request = {
  apiVersion: 'admission.k8s.io/v1',
  uid: 'u-"é',
  namespace: 'shop',
  dryRun: false,
  object: null,
} as const;

test('an answer is JSON in ASCII, whatever the texts hold', () => {
  const answer = { patch: '[{"op":"add","path":"/é","value":"ü"}]', problem: 'no “pod” 😀', warnings: ['naïve\\ "x"'] };
  const text = printReview(request, answer);
  expect(text).toMatch(/^[\0-\x7f]*$/);
  const { response } = JSON.parse(text);
  expect(response).toMatchObject({ uid: request.uid, allowed: true, status: { message: answer.problem } });
  expect(response.warnings).toEqual(answer.warnings);
  expect(Buffer.from(response.patch, 'base64').toString('utf8')).toBe(answer.patch);
});

test('an answer that says nothing has no further fields', () => {
  expect(JSON.parse(printReview({ ...request, uid: 'u' }, { warnings: [] }))).toEqual({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: 'u', allowed: true },
  });
});

test('what is read of a review', () => {
  const review = {
    apiVersion: 'admission.k8s.io/v1beta1',
    kind: 'AdmissionReview',
    request: { uid: 'u', dryRun: true },
  };
  expect(parseReview(JSON.stringify(review))).toEqual({
    ok: true,
    request: { apiVersion: 'admission.k8s.io/v1beta1', uid: 'u', namespace: '', dryRun: true, object: null },
  });
  const wrong = parseReview(JSON.stringify({ ...review, apiVersion: 'v1' }));
  expect(wrong).toMatchObject({
    ok: false,
    message: expect.stringContaining('got kind "AdmissionReview" of apiVersion "v1"'),
  });
});
