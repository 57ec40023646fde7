import { createRarely, type Logger } from '@dogwatch/telemetry';
import { adviceOn, type Refusal } from '../grpc/refusal.js';
import type { Trigger } from '../triggers/trigger-table.js';

type Refused = Pick<Trigger, 'key' | 'name' | 'namespace'> | undefined;

/** Logs refused calls. */
export interface RefusalLog {
  tell(refusal: Refusal, trigger: Refused): void;
}

const quietMillis = 300_000;
const maxRemembered = 10_000;

/**
 * A warning for each trigger and reason, again after five minutes with the number of those left out: KEDA asks again at once, and
 * then every few seconds.
 */
export function createRefusalLog(log: Logger, nowMillis: () => number): RefusalLog {
  const rarely = createRarely({ everyMillis: quietMillis, maxKeys: maxRemembered, nowMillis });
  return {
    tell: (refusal, trigger) => {
      const suppressed = rarely(`${refusal.reason} ${trigger?.key ?? ''}`);
      if (suppressed !== undefined) write(log, { refusal, trigger, suppressed });
    },
  };
}

function write(
  log: Logger,
  line: { readonly refusal: Refusal; readonly trigger: Refused; readonly suppressed: number },
): void {
  const { refusal, suppressed, trigger } = line;
  const { message, reason } = refusal;
  const scaledObject = trigger === undefined ? 'unknown' : `${trigger.namespace}/${trigger.name}`;
  const advice = adviceOn(reason);
  const text = `A trigger has no value: ${message}.${advice === undefined ? '' : ` ${advice}`}`;
  log.warn({ scaledObject, reason, suppressed }, text);
}
