import type { Snapshot } from './snapshot.js';
import type { View, Write } from './view.js';

/**
 * JSON lines: `{type: 'started', places, hints}`, `{type: 'event', atSeconds, kind, text, ...}`, `{type: 'state', workloads,
 * counters, ...}` when something in it has changed, and at last `{type: 'ended', text}`.
 */
export function createJsonView(write: Write): View {
  const print = (line: object): void => write(`${JSON.stringify(line)}\n`);
  let last = '';
  const show = ({ elapsedSeconds, workloads, counters }: Snapshot): void => {
    // the time until the budget is full again changes by itself
    const { resetSeconds: _, ...budget } = counters.budget ?? {};
    const news = JSON.stringify({ workloads, counters: { ...counters, budget } });
    if (news === last) return;
    last = news;
    print({ type: 'state', atSeconds: elapsedSeconds, workloads, counters });
  };
  return {
    begin: ({ places, hints }) => print({ type: 'started', places, hints }),
    event: (event) => print({ type: 'event', ...event }),
    show,
    leave: () => undefined,
    end: (text) => print({ type: 'ended', text }),
  };
}
