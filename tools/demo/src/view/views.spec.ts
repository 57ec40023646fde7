import { expect, test } from 'vitest';
import { workloadState } from '../testing/workload-state.js';
import { createJsonView } from './json-view.js';
import { createPlainView } from './plain-view.js';
import type { Snapshot, TimedEvent } from './snapshot.js';
import { createTerminalView, leaveTerminal } from './terminal-view.js';

const event: TimedEvent = { kind: 'scaled', text: 'checkout scaled up', tone: 'good', atSeconds: 61.9 };
const snapshot: Snapshot = {
  elapsedSeconds: 1,
  nowSeconds: 1000,
  places: { datadog: 'simulator', kubernetes: 'simulator', nats: 'embedded' },
  workloads: [workloadState()],
  counters: {
    datadogCalls: { total: 1, failed: 0 },
    budget: { limit: 10, remaining: 9, resetSeconds: 30 },
    replicas: [],
  },
  events: [event],
  hints: [{ shows: 'why', command: 'dogwatch explain' }],
};

test('plain: a line for each event, none for a look', () => {
  let text = '';
  const view = createPlainView((more) => (text += more));
  view.begin(snapshot);
  expect(text).toContain('dogwatch explain');
  text = '';
  view.show(snapshot);
  view.event(event);
  view.leave();
  view.end('over');
  expect(text).toBe(' 1:01  checkout scaled up\nover\n');
});

test('JSON: one object a line, the state only when it has changed', () => {
  const lines: unknown[] = [];
  const view = createJsonView((line) => lines.push(JSON.parse(line)));
  view.begin(snapshot);
  view.show(snapshot);
  const budget = { limit: 10, remaining: 9, resetSeconds: 29 };
  view.show({ ...snapshot, elapsedSeconds: 2, counters: { ...snapshot.counters, budget } });
  view.show({ ...snapshot, elapsedSeconds: 3, workloads: [workloadState({ replicas: 3 })] });
  view.event(event);
  view.end('over');
  expect(lines).toMatchObject([
    { type: 'started', places: { nats: 'embedded' } },
    { type: 'state', atSeconds: 1, workloads: [{ replicas: 2 }] },
    { type: 'state', atSeconds: 3, workloads: [{ replicas: 3 }] },
    { type: 'event', kind: 'scaled', atSeconds: 61.9 },
    { type: 'ended', text: 'over' },
  ]);
});

test('terminal: gives the screen back once, and only if it took it', () => {
  let text = '';
  const terminal = { columns: 80, rows: 30, write: (more: string | Uint8Array) => Boolean((text += String(more))) };
  const view = createTerminalView(terminal, false);
  view.leave();
  expect(text).toBe('');
  view.begin(snapshot);
  view.leave();
  view.show(snapshot);
  view.leave();
  view.end('over');
  expect(text.endsWith(`${leaveTerminal}over\n`)).toBe(true);
  expect(text.split(leaveTerminal)).toHaveLength(2);
});
