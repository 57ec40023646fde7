import { text } from 'node:stream/consumers';
import { type Deadline, startDeadline } from './deadline.js';
import type { FollowStatus } from './follow-status.js';
import { parseJsonLines } from './json-lines.js';
import type { KubeClient, ListOptions, RawAnswer } from './kube-client.js';
import type { KubeFailure, KubeResult } from './kube-result.js';
import type { KubeObject, Resource } from './resource.js';
import { toResourcePath } from './resource-path.js';
import { answerToFailure, localFailure, statusToFailure } from './status-failure.js';
import { parseWatchEvent, type WireEvent } from './watch-events.js';

/** Where a list-watch stands after a step. */
export interface WatchPosition {
  /** From where the next watch goes on; undefined if everything must be read again. */
  readonly resourceVersion: string | undefined;
  /** Why the step did not end as it should have. */
  readonly failure?: KubeFailure;
}

/** One watch. */
export interface WatchRun<T extends KubeObject> {
  readonly client: KubeClient;
  readonly resource: Resource<T>;
  readonly selection: ListOptions;
  readonly resourceVersion: string;
  /** When the server shall end the watch. */
  readonly seconds: number;
  /** How long after that it is cut. */
  readonly graceMillis: number;
  readonly status: FollowStatus;
  readonly onObject: (type: 'ADDED' | 'DELETED' | 'MODIFIED', object: T) => void;
}

/** A watch that lasted as long as this works, even if it brought nothing. */
const healthyMillis = 1_000;

async function openWatch<T extends KubeObject>(run: WatchRun<T>, deadline: Deadline): Promise<KubeResult<RawAnswer>> {
  const { client, resource, selection } = run;
  const { namespace, labelSelector, fieldSelector } = selection;
  const answer = await client.raw('GET', toResourcePath(resource, namespace === undefined ? {} : { namespace }), {
    query: {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: run.resourceVersion,
      timeoutSeconds: run.seconds,
      labelSelector,
      fieldSelector,
    },
    spanName: `WATCH ${resource.plural}`,
    signal: deadline.signal,
  });
  if (!answer.ok || (answer.value.status >= 200 && answer.value.status < 300)) return answer;
  return answerToFailure(answer.value.status, await text(answer.value.body).catch(() => ''));
}

/** Where to go on after a failure: history that is gone has to be read anew. */
function after(resourceVersion: string, failure: KubeFailure): WatchPosition {
  return { resourceVersion: failure.code === 410 ? undefined : resourceVersion, failure };
}

/** Reads events until the watch ends; `latest` is kept up to date with each of them. */
async function readEvents<T extends KubeObject>(
  run: WatchRun<T>,
  body: RawAnswer['body'],
  latest: { resourceVersion: string },
): Promise<KubeFailure | undefined> {
  for await (const line of parseJsonLines<WireEvent<T> | null>(body)) {
    const event = parseWatchEvent(line);
    if (event === undefined) continue;
    if (event.type === 'ERROR') return statusToFailure(event.status, 500);
    run.status.healthy();
    if (event.type === 'BOOKMARK') latest.resourceVersion = event.resourceVersion;
    else {
      run.onObject(event.type, event.object);
      latest.resourceVersion = event.object.metadata.resourceVersion ?? latest.resourceVersion;
    }
  }
  return undefined;
}

/** Runs one watch to its end and says where to go on. */
export async function runWatch<T extends KubeObject>(run: WatchRun<T>): Promise<WatchPosition> {
  const what = `WATCH ${run.resource.plural}`;
  const latest = { resourceVersion: run.resourceVersion };
  const deadline = startDeadline(run.seconds * 1000 + run.graceMillis, run.selection.signal);
  let isHealthy = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await openWatch(run, deadline);
    if (!answer.ok) return after(run.resourceVersion, answer);
    run.status.touch();
    timer = setTimeout(() => {
      isHealthy = true;
      run.status.healthy();
    }, healthyMillis);
    const failure = await readEvents(run, answer.value.body, latest);
    if (failure !== undefined) return after(latest.resourceVersion, failure);
    if (isHealthy || latest.resourceVersion !== run.resourceVersion) return latest;
    return after(run.resourceVersion, localFailure('BadAnswer', `${what}: the server ended the watch at once`));
  } catch (error) {
    const reason = deadline.cause() === 'Timeout' ? 'Timeout' : 'Unreachable';
    const message = reason === 'Timeout' ? 'nothing came any more' : String(error);
    return after(latest.resourceVersion, localFailure(reason, `${what}: ${message}`));
  } finally {
    clearTimeout(timer);
    deadline.release();
  }
}
