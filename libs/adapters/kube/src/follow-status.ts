import type { Logger } from '@dogwatch/telemetry';
import type { KubeFailure } from './kube-result.js';
import type { ListWatchState } from './list-watch.js';

/** Keeps count of how a list-watch goes, and logs each change of that once. */
export interface FollowStatus {
  readonly state: () => ListWatchState;
  /** The server was heard of. */
  readonly touch: () => void;
  /** A list is complete. */
  readonly listed: () => void;
  /** A watch works: it brought something, or lasted a while. */
  readonly healthy: () => void;
  /** Something failed; how often in a row. */
  readonly fail: (failure: KubeFailure) => number;
}

// A list is only "not found" when the API server has no such resource; its own words are "404 page not found".
const unknownResource = 'the API server does not know this resource; install its CustomResourceDefinition.';

/** Writes one line when following a resource begins to fail, or fails for another reason, and one when it works again. */
function createReporter(plural: string, log: Logger) {
  let reported: string | undefined;
  return {
    failed: ({ reason, code, message }: KubeFailure): void => {
      // The history that a watch needs is compacted away now and then: reading all again is the normal answer.
      if (code === 410 || reported === reason) return;
      reported = reason;
      log.warn(
        { resource: plural, reason, code },
        `Cannot follow ${plural}, what is known of them may be old; trying again until it works: ${code === 404 ? unknownResource : message}`,
      );
    },
    worked: (): void => {
      if (reported !== undefined) log.info({ resource: plural, reason: reported }, `Following ${plural} again.`);
      reported = undefined;
    },
  };
}

/** The status of a list-watch of `plural`. `onSynced` is called with the first complete list. */
export function createFollowStatus(plural: string, log: Logger, onSynced: () => void): FollowStatus {
  const reporter = createReporter(plural, log);
  let isSynced = false;
  let lastContactMillis = 0;
  let lastError: ListWatchState['lastError'];
  let failures = 0;
  const touch = (): void => {
    lastContactMillis = Date.now();
    lastError = undefined;
  };
  return {
    touch,
    state: () => ({ synced: isSynced, lastContactMillis, ...(lastError === undefined ? {} : { lastError }) }),
    listed: () => {
      touch();
      if (isSynced) return;
      isSynced = true;
      log.info({ resource: plural }, `Read all ${plural}, now following their changes.`);
      onSynced();
    },
    healthy: () => {
      touch();
      failures = 0;
      reporter.worked();
    },
    fail: (failure) => {
      failures += 1;
      lastError = { reason: failure.reason, message: failure.message };
      reporter.failed(failure);
      return failures;
    },
  };
}
