import { type FailedCall, reactTo, toSyncStatus } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { object, type SectionRunner, text } from './vector.ts';

const methods = ['DELETE', 'GET', 'POST', 'PUT'] as const;

export const run: SectionRunner = ({ call, status, headers, body, expect }) => {
  const method = methods.find((known) => text(call).startsWith(known)) ?? 'GET';
  const reset = object(headers)['X-RateLimit-Reset'];
  const failed: FailedCall = {
    method,
    status: Number(status),
    body,
    ...(reset === undefined ? {} : { retryAfterSeconds: Number(reset) }),
  };
  const reaction = { ...reactTo(failed), syncStatus: toSyncStatus(method, 'monitor') };
  return compareJson(expect, reaction, { subset: true });
};
