import { createEventLog, type EventLog } from './event-log.js';
import { diffStates } from './observe/demo-event.js';
import type { Counters } from './observe/read-counters.js';
import type { WorkloadState } from './observe/workload-state.js';
import type { DemoOptions } from './options.js';
import type { Demo } from './start-demo.js';
import { formatClock, formatCount } from './view/format.js';
import type { Snapshot } from './view/snapshot.js';
import type { View } from './view/view.js';

/** One run as its view sees it: looks at the cluster, tells what has happened, and knows when it is over. */
export interface Session {
  readonly onChange: () => void;
  readonly onIncident: (text: string) => void;
  /** Shows the demo until the end that the options or the signal ask for. */
  watch(demo: Demo): Promise<void>;
  readonly hasScaledUp: () => boolean;
  /** One sentence about the whole run. */
  summary(): string;
}

const showMillis = 1000;

/** A session that begins now. */
export function createSession(options: DemoOptions, view: View, signal: AbortSignal): Session {
  const startMillis = Date.now();
  const elapsedSeconds = (): number => (Date.now() - startMillis) / 1000;
  const scaledUp = Promise.withResolvers<void>();
  const log = createEventLog(elapsedSeconds, (event) => view.event(event));
  let demo: Demo | undefined;
  let states: readonly WorkloadState[] = [];
  let counters: Counters | undefined;
  const look = (): void => {
    if (demo === undefined) return;
    const before = states;
    states = demo.workloads();
    diffStates(before, states).forEach(log.add);
    if (log.hasScaledUp()) scaledUp.resolve();
  };
  const takeSnapshot = async (demo: Demo): Promise<Snapshot> => {
    const { places, hints } = demo;
    counters = await demo.counters();
    const times = { elapsedSeconds: elapsedSeconds(), nowSeconds: Date.now() / 1000 };
    return { ...times, places, hints, counters, workloads: states, events: log.events() };
  };
  return {
    onChange: look,
    onIncident: (text) => log.add({ kind: 'incident', text, tone: 'neutral' }),
    hasScaledUp: log.hasScaledUp,
    summary: () => toSummary(elapsedSeconds(), log, counters),
    async watch(started) {
      if (signal.aborted) return;
      view.begin(await takeSnapshot(started));
      demo = started;
      look();
      const show = setInterval(() => void takeSnapshot(started).then(view.show), showMillis);
      await untilEnd({ options, elapsedSeconds, signal, scaledUp: scaledUp.promise });
      clearInterval(show);
      await takeSnapshot(started);
    },
  };
}

const onceSeconds = 60;

interface End {
  readonly options: DemoOptions;
  readonly elapsedSeconds: () => number;
  readonly signal: AbortSignal;
  readonly scaledUp: Promise<void>;
}

async function untilEnd({ options, elapsedSeconds, signal, scaledUp }: End): Promise<void> {
  const { once, durationSeconds = once ? onceSeconds : undefined } = options;
  const ended = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  if (once) void scaledUp.then(ended.resolve);
  const timer =
    durationSeconds === undefined
      ? undefined
      : setTimeout(ended.resolve, Math.max(0, durationSeconds - elapsedSeconds()) * 1000);
  await ended.promise;
  clearTimeout(timer);
}

function toSummary(seconds: number, log: EventLog, counters: Counters | undefined): string {
  const answers = (counters?.replicas ?? []).reduce((sum, replica) => sum + replica.answers, 0);
  const counts = [
    formatCount(log.scalings(), 'scaling'),
    `${formatCount(counters?.datadogCalls.total ?? 0, 'call')} to Datadog`,
    `${formatCount(answers, 'value')} served`,
  ];
  return `Dogwatch demo ended after ${formatClock(seconds)}: ${counts.join(', ')}.`;
}
