import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';

let simulator: DatadogSimulator;
let nowMillis: number;

beforeEach(async () => {
  nowMillis = 0;
  simulator = await startDatadogSimulator({ now: () => nowMillis });
});

afterEach(() => simulator.stop());

/** Evaluates at a second; the overall state and that of each group. */
function stateAt(seconds: number, id: number): unknown {
  nowMillis = seconds * 1000;
  simulator.evaluateMonitors();
  const monitor = simulator.monitors.get(id);
  return [
    monitor?.['overall_state'],
    ...Object.values(monitor?.groups ?? {}).map(({ name, status }) => `${name} ${status}`),
  ];
}

function addQueue(queue: string, steps: [number, number | null][]): void {
  const value = { kind: 'steps', steps } as const;
  simulator.addSeries({ metric: 'depth', tags: [`queue:${queue}`], intervalSeconds: 10, originSeconds: 0, value });
}

function create(query: string, options: object = {}): number {
  return simulator.monitors.create({ type: 'query alert', name: query, query, options }).id;
}

test('groups follow the thresholds, and have no data when they are gone', () => {
  const thresholds = { critical: 10, warning: 5 };
  const id = create('max(last_1m):avg:depth{*} by {queue} > 10', { thresholds });
  expect(stateAt(60, id)).toEqual(['No Data']);
  addQueue('a', [
    [0, 1],
    [120, 7],
    [240, 20],
    [360, null],
  ]);
  addQueue('b', [[0, 2]]);
  expect(stateAt(100, id)).toEqual(['OK', 'queue:a OK', 'queue:b OK']);
  expect(stateAt(200, id)).toEqual(['Warn', 'queue:a Warn', 'queue:b OK']);
  expect(stateAt(300, id)).toEqual(['Alert', 'queue:a Alert', 'queue:b OK']);
  expect(simulator.monitors.get(id)?.groups['queue:a']?.last_triggered_ts).toBe(300);
  expect(stateAt(480, id)).toEqual(['No Data', 'queue:a No Data', 'queue:b OK']);
});

test('a monitor without groups has one state, by its own aggregation over time', () => {
  addQueue('a', [
    [0, 0],
    [30, 12],
  ]);
  const [highest, mean] = [create('max(last_1m):avg:depth{*} > 10'), create('avg(last_1m):avg:depth{*} > 10')];
  expect(stateAt(60, highest)).toEqual(['Alert', 'total Alert']);
  expect(stateAt(60, mean)).toEqual(['OK', 'total OK']);
});

test('what is not evaluated keeps its state', () => {
  addQueue('a', [[0, 50]]);
  const id = create('change(avg(last_5m),last_1h):avg:depth{*} > 10');
  simulator.monitors.setState(id, { overall: 'Warn' });
  expect(stateAt(600, id)).toEqual(['Warn', 'total Warn']);
});
