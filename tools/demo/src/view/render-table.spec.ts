import { expect, test } from 'vitest';
import { workloadState } from '../testing/workload-state.js';
import { renderTable } from './render-table.js';
import type { Snapshot } from './snapshot.js';

const snapshot: Snapshot = {
  elapsedSeconds: 75.4,
  nowSeconds: 1000,
  places: { datadog: 'simulator', kubernetes: 'simulator', nats: 'embedded' },
  workloads: [
    workloadState(),
    workloadState({
      name: 'search',
      replicas: undefined,
      value: undefined,
      dataTimeSeconds: undefined,
      condition: { tone: 'waiting', reason: 'NotQueriedYet', text: 'not queried yet' },
    }),
    workloadState({
      name: 'recommendations',
      condition: { tone: 'bad', reason: 'RequestRefused', text: '400 Bad Request' },
    }),
  ],
  counters: {
    datadogCalls: { total: 12, failed: 3 },
    budget: { limit: 1600, remaining: 1588, resetSeconds: 61 },
    replicas: [
      { name: 'a', answers: 7, errors: 0 },
      { name: 'b', answers: 1, errors: 2 },
    ],
  },
  events: Array.from({ length: 50 }, (_, index) => ({
    kind: 'scaled',
    text: `event ${index}`,
    tone: 'good',
    atSeconds: index,
  })),
  hints: [{ shows: 'why', command: `dogwatch explain ${'x'.repeat(100)}` }],
};

const unpainted = (_: string, text: string): string => text;
const render = (columns: number, rows: number): string[] => [
  ...renderTable(snapshot, { columns, rows, paint: unpainted }),
];

test('tells each Deployment, the calls, the answers, what has happened and what to try', () => {
  expect(render(130, 22)).toEqual([
    'Dogwatch demo   1:15   Datadog: simulator · Kubernetes: simulator · NATS: embedded',
    '',
    'DEPLOYMENT        REPLICAS      VALUE          TARGET   STATE',
    'checkout          ■■···· 2         42         30 each   ● Fresh   value 10 s old',
    '  checkout-requests: Datadog answers, the HPA follows',
    'search            ······ ?          –         30 each   ○ NotQueriedYet',
    '  checkout-requests: not queried yet',
    'recommendations   ■■···· 2         42         30 each   ✖ RequestRefused   value 10 s old',
    '  checkout-requests: 400 Bad Request',
    '',
    'DATADOG           12 calls, 3 of them failed   budget: 1,588 of 1,600 left, full again in 1:01',
    'METRICS API       replica 0 served 7 values, replica 1 served 1 value and 2 errors',
    '',
    'WHAT HAPPENED',
    ' 0:46  event 46',
    ' 0:47  event 47',
    ' 0:48  event 48',
    ' 0:49  event 49',
    '',
    'TRY, IN ANOTHER TERMINAL',
    '  why',
    `    dogwatch explain ${'x'.repeat(100)}`,
  ]);
});

test('fits the screen: lines are cut, commands are not, and old events make room', () => {
  for (const [columns, rows] of [
    [60, 24],
    [40, 30],
    [200, 60],
  ] as const) {
    const lines = render(columns, rows);
    const height = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
    expect(height).toBeLessThanOrEqual(rows);
    expect(lines.slice(0, -1).every((line) => line.length <= columns)).toBe(true);
    expect(lines.at(-1)).toContain('x'.repeat(100));
    expect(lines).toContain(' 0:49  event 49');
  }
});

test('commands take turns when there is no room for all', () => {
  const hints = ['one', 'two', 'three'].map((name) => ({ shows: name, command: `run ${name}` }));
  const shown = (elapsedSeconds: number, rows: number): string[] =>
    renderTable({ ...snapshot, hints, elapsedSeconds }, { columns: 100, rows, paint: unpainted })
      .filter((line) => line.includes('run '))
      .map((line) => line.trim());
  expect(shown(0, 40)).toEqual(['run one', 'run two', 'run three']);
  expect(shown(0, 23)).toEqual(['run one', 'run two']);
  expect(shown(12, 23)).toEqual(['run two', 'run three']);
  expect(shown(25, 22)).toEqual(['run three']);
});

test('a screen that is too small still shows the newest events', () => {
  expect(render(80, 5).filter((line) => line.includes('event '))).toHaveLength(3);
});
