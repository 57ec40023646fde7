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

/** The lines of the live table. They fit the screen unless it is tiny: lines are cut, but for commands, and old events left out. */
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
  const hints = snapshot.hints.flatMap(renderHint);
  const bottom = [[], [dim('TRY, IN ANOTHER TERMINAL')], ...hints];
  const taken = top.length + bottom.reduce((sum, pieces) => sum + countRows(pieces, columns), 0);
  const events = snapshot.events.slice(-Math.max(fewestEvents, rows - taken)).map(renderEvent);
  const cut = (pieces: readonly Piece[]): string => printPieces(pieces, columns, paint);
  return [...[...top, ...events].map(cut), ...bottom.map((pieces) => printPieces(pieces, Infinity, paint))];
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
