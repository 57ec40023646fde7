import { createRarely, type Logger } from '@dogwatch/telemetry';
import type { Refusal } from './http/handle-request.js';

const advice: Readonly<Record<Refusal['stage'], string>> = {
  authentication: 'Callers need a front-proxy certificate, a client certificate of the cluster, or a valid token.',
  authorization: 'Grant get and list on the metric in the group external.metrics.k8s.io, if the caller should have it.',
};

const quietMillis = 60_000;

/**
 * Logs refused requests, one line a minute for each stage and reason with the number of those left out: anybody can cause
 * refusals, but nobody should fill the log with them.
 */
export function createRefusalLog(log: Logger, nowMillis: () => number): (refusal: Refusal) => void {
  const rarely = createRarely({ everyMillis: quietMillis, nowMillis });
  return ({ stage, reason, message, user, path }) => {
    const suppressed = rarely(`${stage}/${reason}`);
    if (suppressed === undefined) return;
    const fields = { stage, reason, path, ...(user !== undefined && { user }), suppressed };
    log.warn(fields, `A request was refused: ${message === '' ? 'not allowed' : message}. ${advice[stage]}`);
  };
}
