import type { Counters } from '../observe/read-counters.js';
import type { WorkloadState } from '../observe/workload-state.js';
import { formatClock, formatCount, formatNumber } from './format.js';
import { countRows, type Paint, type Piece, printPieces } from './pieces.js';
import type { Hint, Snapshot, TimedEvent } from './snapshot.js';

/** The size of the terminal, and how it shows styles. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const fewestEvents = 3;
const hintSeconds = 10;

/**
 * The lines of the live table. They fit the screen unless it is tiny: lines are cut, but for commands; old events are left
 * out, then commands, which take turns.
 */
export function renderTable(snapshot: Snapshot, { columns, rows, paint }: Screen): readonly string[] {
  const top = [
    ...renderHeader(snapshot),
    [],
    ...renderWorkloads(snapshot),
    [],
    ...renderCounters(snapshot.counters),
    [],
    [dim('WHAT HAPPENED')],
  ];
  const tryTitle = [[], [dim('TRY, IN ANOTHER TERMINAL')]];
  const fewest = Math.min(fewestEvents, snapshot.events.length);
  const hints = fitHints(snapshot, rows - top.length - tryTitle.length - fewest, columns);
  const taken = top.length + tryTitle.length + countAllRows(hints, columns);
  const events = snapshot.events.slice(-Math.max(fewestEvents, rows - taken)).map(renderEvent);
  const cut = (pieces: readonly Piece[]): string => printPieces(pieces, columns, paint);
  const whole = (pieces: readonly Piece[]): string => printPieces(pieces, Infinity, paint);
  return [...[...top, ...events, ...tryTitle].map(cut), ...hints.map(whole)];
}

/** All hints if there is room; else those that have room, another one first every few seconds; one in any case. */
function fitHints({ elapsedSeconds, hints }: Snapshot, rows: number, columns: number): Piece[][] {
  const rendered = hints.map(renderHint);
  if (countAllRows(rendered.flat(), columns) <= rows) return rendered.flat();
  const first = Math.floor(elapsedSeconds / hintSeconds) % hints.length;
  const fitting: Piece[][] = rendered[first] ?? [];
  for (const hint of [...rendered.slice(first + 1), ...rendered.slice(0, first)]) {
    if (countAllRows([...fitting, ...hint], columns) > rows) break;
    fitting.push(...hint);
  }
  return fitting;
}

function countAllRows(lines: readonly (readonly Piece[])[], columns: number): number {
  return lines.reduce((sum, pieces) => sum + countRows(pieces, columns), 0);
}

const dim = (text: string): Piece => ({ text, style: 'dim' });
const plain = (text: string): Piece => ({ text });

function renderHeader({ elapsedSeconds, places }: Snapshot): Piece[][] {
  const { datadog, kubernetes, nats } = places;
  const about = `   Datadog: ${datadog} · Kubernetes: ${kubernetes} · NATS: ${nats}`;
  return [[{ text: 'Dogwatch demo', style: 'bold' }, plain(`   ${formatClock(elapsedSeconds)}`), dim(about)]];
}

const nameWidth = 18;
const replicasWidth = 10;
const valueWidth = 9;
const targetWidth = 16;

function renderWorkloads({ workloads, nowSeconds }: Snapshot): Piece[][] {
  const columns = ['DEPLOYMENT'.padEnd(nameWidth), 'REPLICAS'.padEnd(replicasWidth)];
  const numbers = ['VALUE'.padStart(valueWidth), 'TARGET'.padStart(targetWidth)];
  const heading = [...columns, ...numbers, '   STATE'].join('');
  return [[dim(heading)], ...workloads.flatMap((state) => renderWorkload(state, nowSeconds))];
}

const toneStyles = { good: 'green', waiting: 'dim', warning: 'yellow', bad: 'red' } as const;
const toneMarks = { good: '●', waiting: '○', warning: '▲', bad: '✖' } as const;

function renderWorkload(state: WorkloadState, nowSeconds: number): Piece[][] {
  const { name, metric, value, targetPerReplica, condition, dataTimeSeconds } = state;
  const { tone, reason, text } = condition;
  const age =
    dataTimeSeconds === undefined ? '' : `   value ${Math.max(0, Math.round(nowSeconds - dataTimeSeconds))} s old`;
  const shown = (value === undefined ? '–' : formatNumber(value)).padStart(valueWidth);
  return [
    [
      { text: name.padEnd(nameWidth), style: 'bold' },
      ...renderReplicas(state),
      tone === 'bad' ? dim(shown) : plain(shown),
      plain(`${formatNumber(targetPerReplica)} each`.padStart(targetWidth)),
      { text: `   ${toneMarks[tone]} ${reason}`, style: toneStyles[tone] },
      dim(age),
    ],
    [dim(`  ${metric}: `), tone === 'good' || tone === 'waiting' ? dim(text) : plain(text)],
  ];
}

function renderReplicas({ replicas, maxReplicas }: WorkloadState): Piece[] {
  const used = replicas ?? 0;
  const room = Math.max(0, maxReplicas - used);
  const rest = ` ${replicas ?? '?'}`.padEnd(Math.max(0, replicasWidth - used - room));
  return [{ text: '■'.repeat(used), style: 'cyan' }, dim('·'.repeat(room)), plain(rest)];
}

function renderCounters({ budget, datadogCalls, replicas }: Counters): Piece[][] {
  const { total, failed } = datadogCalls;
  const calls = `${formatCount(total, 'call')}${failed === 0 ? '' : `, ${formatNumber(failed)} of them failed`}`;
  const answers = replicas.map(
    ({ answers, errors }, index) =>
      `replica ${index} served ${formatCount(answers, 'value')}${errors === 0 ? '' : ` and ${formatCount(errors, 'error')}`}`,
  );
  return [
    [dim('DATADOG'.padEnd(nameWidth)), plain(calls), dim(renderBudget(budget))],
    [dim('METRICS API'.padEnd(nameWidth)), plain(answers.join(', '))],
  ];
}

function renderBudget(budget: Counters['budget']): string {
  if (budget === undefined) return '';
  const { remaining, limit, resetSeconds } = budget;
  return `   budget: ${formatNumber(remaining)} of ${formatNumber(limit)} left, full again in ${formatClock(resetSeconds)}`;
}

const eventStyles = { good: 'green', neutral: undefined, bad: 'red' } as const;

function renderEvent({ atSeconds, text, tone }: TimedEvent): Piece[] {
  const style = eventStyles[tone];
  return [dim(`${formatClock(atSeconds).padStart(5)}  `), style === undefined ? plain(text) : { text, style }];
}

function renderHint({ shows, command }: Hint): Piece[][] {
  return [[dim(`  ${shows}`)], [plain(`    ${command}`)]];
}
